import { useMemo } from "react";
import { metrics, type MetricKind } from "../../catalog/metrics";
import { MAIN, type BranchId } from "../../graph/networkGraph";
import { metricAt } from "../../runs/compare";
import { branchesOf, networksOf } from "../../runs/networks";
import type { Ghost } from "../../runs/ghost";
import type { RunRecord } from "../../runs/runRecord";
import { decimal } from "../common/format";
import { useLab, useChartRecord } from "../common/labContext";
import { useGhost } from "../common/useGhost";
import { useMetric } from "../common/useMetric";
import { useShownArms } from "../common/useShownArms";
import { branchTitle } from "../wording";
import { LinePanel, TICK_WIDTH } from "./LinePanel";
import { metricText } from "./metricText";
import { chartRows, niceAxis } from "./rows";
import styles from "./Charts.module.css";

interface ClassifyChartsProps {
  readonly width: number;
  readonly height: number;
}

const TITLE = 20;
const GAP = 4;
const NARROWEST = 84;

/** One panel per head with the same y axis, one line per arm. */
export function ClassifyCharts({ width, height }: ClassifyChartsProps) {
  const experiment = useLab((state) => state.experiment);
  const metric = useMetric();
  const record = useChartRecord();
  const shown = useShownArms();
  const heads = [...branchesOf(experiment, shown), MAIN];
  const ghost = useGhost();
  const highest = highestValue([record?.arms, ghost?.arms], shown, metric);
  const axis = useMemo(() => niceAxis(0, highest), [highest]);
  const share = Math.floor((width - TICK_WIDTH - GAP * heads.length) / heads.length);
  const panel = Math.max(NARROWEST, share);
  const text = isShare(metric) ? tickShare : tickLoss;
  const { trunk } = networksOf(experiment);
  return (
    <div className={styles.multiples} tabIndex={0}>
      {heads.map((branch, index) => (
        <figure key={branch} className={styles.panel}>
          <figcaption
            className={branch === MAIN ? styles.mainTitle : undefined}
            style={{ paddingLeft: index === 0 ? TICK_WIDTH : 4 }}
          >
            {branchTitle(trunk, branch)}
          </figcaption>
          <HeadPanel
            {...{ branch, record, shown, metric }}
            width={index === 0 ? panel + TICK_WIDTH - 4 : panel}
            height={height - TITLE}
            high={axis.high}
            ticks={axis.ticks}
            tickText={index === 0 ? text : undefined}
          />
        </figure>
      ))}
    </div>
  );
}

const tickShare = (value: number): string =>
  value === 0 ? "0" : decimal(value, value * 10 === Math.round(value * 10) ? 1 : 2);
const tickLoss = (value: number): string => (value === 0 ? "0" : decimal(value, Number.isInteger(value) ? 0 : 1));

/** Whether a metric lies between 0 and 1. */
const isShare = (metric: MetricKind): boolean => metrics[metric].axis.unit === "share";

/** A share ends at the next grid line above the highest head, a loss at the untrained network's. */
function highestValue(
  drawn: readonly (Ghost["arms"] | undefined)[],
  shown: readonly number[],
  metric: MetricKind,
): number {
  const floor = isShare(metric) ? 0.2 : 1;
  const highest = drawn
    .flatMap((arms) => shown.map((arm) => arms?.[arm]))
    .flatMap((arm) => {
      const byBranch = arm?.metrics[metric] ?? {};
      return Object.values(byBranch).flatMap((series) =>
        series === undefined
          ? []
          : series.columns.values.subarray(0, series.length).reduce((a, b) => Math.max(a, b), 0),
      );
    });
  const most = Math.max(floor, ...highest);
  return isShare(metric) ? Math.min(1, Math.ceil(most * 5 - 1e-9) / 5) : most;
}

interface HeadPanelProps {
  readonly branch: BranchId;
  readonly record: RunRecord | undefined;
  readonly shown: readonly number[];
  readonly metric: MetricKind;
  readonly width: number;
  readonly height: number;
  readonly high: number;
  readonly ticks: readonly number[];
  readonly tickText: ((value: number) => string) | undefined;
}

function HeadPanel({ branch, record, shown, metric, ...size }: HeadPanelProps) {
  const atStep = useLab((state) => state.scrubStep);
  const budget = useLab((state) => state.experiment.training.budget);
  const series = shown.map((arm) => record?.arms[arm]?.metrics[metric]?.[branch]);
  const ghost = useGhost();
  const behind = shown.flatMap((arm) => {
    const one = ghost?.arms[arm]?.metrics[metric]?.[branch];
    return one === undefined ? [] : [{ key: `g${arm}`, arm, series: one }];
  });
  const signature = `${ghost?.title}/${record?.run}/${metric}/${branch}/${shown.join()}/${series.map((one) => one?.length ?? 0).join()}`;
  const rows = useMemo(
    () =>
      chartRows([
        ...behind,
        ...series.flatMap((one, index) => (one === undefined ? [] : [{ key: `v${shown[index]}`, series: one }])),
      ]),
    // The series only grow: their lengths say whether anything changed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [signature],
  );
  const lines = useMemo(
    () => [
      ...shown.map((arm) => ({ key: `g${arm}`, arm, ghost: true })),
      ...shown.map((arm) => ({ key: `v${arm}`, arm })),
    ],
    [shown],
  );
  const ends = shown.flatMap((arm) => {
    const curves = record?.arms[arm];
    const point = curves === undefined ? undefined : metricAt(curves, metric, branch, atStep);
    if (point === undefined) return [];
    return [
      {
        arm,
        step: point.step,
        value: point.value,
        text: metricText(metric)(point.value),
      },
    ];
  });
  const step = record === undefined || record.step === 0 ? undefined : (atStep ?? record.step);
  return <LinePanel {...size} {...{ rows, lines, ends }} low={0} budget={record?.budget ?? budget} now={step} />;
}
