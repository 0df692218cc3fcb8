import { useMemo } from "react";
import type { StageId } from "../../graph/networkGraph";
import { agreementAt } from "../../runs/compare";
import type { RunRecord } from "../../runs/runRecord";
import { cosineText, decimal } from "../common/format";
import { useLab, useChartRecord } from "../common/labContext";
import { usePairs, useShownArms } from "../common/useShownArms";
import { stageName } from "../wording";
import { LinePanel, TICK_WIDTH } from "./LinePanel";
import { chartRows } from "./rows";
import { sharedStagesOf } from "./sharedStages";
import styles from "./Charts.module.css";

interface AgreementLinesProps {
  readonly width: number;
  readonly height: number;
}

const TITLE = 20;
const TICKS = [0, 0.5, 1];

/** One panel per stage that main and the chosen branch share: exact values, and the split-half reference in grey. */
export function AgreementLines({ width, height }: AgreementLinesProps) {
  const experiment = useLab((state) => state.experiment);
  const record = useChartRecord();
  const shown = useShownArms();
  const { pair } = usePairs();
  const stages = pair === undefined ? [] : sharedStagesOf(experiment, shown, pair);
  const panel = Math.max(92, Math.floor((width - TICK_WIDTH) / Math.max(1, stages.length)) - 4);
  return (
    <div className={styles.multiples} tabIndex={0}>
      {stages.map((stage, index) => (
        <figure key={stage} className={styles.panel}>
          <figcaption style={{ paddingLeft: index === 0 ? TICK_WIDTH : 4 }}>{stageName(stage)}</figcaption>
          <StagePanel
            {...{ record, shown, stage }}
            pair={pair ?? ""}
            width={index === 0 ? panel + TICK_WIDTH - 4 : panel}
            height={height - TITLE}
            first={index === 0}
          />
        </figure>
      ))}
    </div>
  );
}

interface StagePanelProps {
  readonly record: RunRecord | undefined;
  readonly shown: readonly number[];
  readonly pair: string;
  readonly stage: StageId;
  readonly width: number;
  readonly height: number;
  readonly first: boolean;
}

function StagePanel({ record, shown, pair, stage, width, height, first }: StagePanelProps) {
  const atStep = useLab((state) => state.scrubStep);
  const budget = useLab((state) => state.experiment.training.budget);
  const curves = shown.flatMap((arm) => {
    const own = record?.arms[arm];
    return [
      { key: `r${arm}`, arm, reference: true, series: own?.splitHalf[stage] },
      { key: `v${arm}`, arm, reference: false, series: own?.agreement[pair]?.[stage] },
    ];
  });
  const signature = `${record?.run}/${pair}/${stage}/${shown.join()}/${curves.map(({ series }) => series?.length ?? 0).join()}`;
  const rows = useMemo(
    () => chartRows(curves.flatMap(({ key, series }) => (series === undefined ? [] : [{ key, series }]))),
    // The series only grow: their lengths say whether anything changed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [signature],
  );
  const lines = useMemo(
    () => [
      ...shown.map((arm) => ({ key: `r${arm}`, arm, reference: true })),
      ...shown.map((arm) => ({ key: `v${arm}`, arm })),
    ],
    [shown],
  );
  const ends = shown.flatMap((arm) => {
    const own = record?.arms[arm];
    const agreement = own === undefined ? undefined : agreementAt(own, pair, stage, atStep);
    if (agreement?.kind !== "measured") return [];
    return [{ arm, step: agreement.step, value: agreement.value, text: cosineText(agreement.value) }];
  });
  const low = lowest(rows) < -0.05 ? -1 : -0.25;
  return (
    <LinePanel
      {...{ width, height, rows, lines, ends, low }}
      high={1}
      ticks={low < -0.5 ? [-1, ...TICKS] : TICKS}
      tickText={first ? tickText : undefined}
      budget={record?.budget ?? budget}
      now={ends[0]?.step}
    />
  );
}

function lowest(rows: readonly { readonly [key: string]: number }[]): number {
  return rows.reduce(
    (least, { step: _, ...values }) => Math.min(least, ...Object.values(values).filter((value) => value !== undefined)),
    1,
  );
}

function tickText(value: number): string {
  return Number.isInteger(value) ? decimal(value, 0) : decimal(value, 1);
}
