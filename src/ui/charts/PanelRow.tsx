import { useMemo } from "react";
import { smooth } from "../../runs/smoothing";
import { useLab, useChartRecord } from "../common/labContext";
import { armStyle } from "../common/armStyle";
import { strings } from "../strings";
import { useShownArms } from "../common/useShownArms";
import { pointOf, type ChartPanel } from "./chartPanel";
import { alongX, chartX, type ChartX } from "./chartX";
import { LinePanel, TICK_WIDTH, type PanelLine } from "./LinePanel";
import { chartRows } from "./rows";
import { useChartAxis } from "./useChartAxis";
import styles from "./Charts.module.css";

interface PanelRowProps {
  readonly panels: readonly ChartPanel[];
  readonly width: number;
  readonly height: number;
}

const TITLE = 20;
const GAP = 4;
const NARROWEST = 84;

/** Small multiples side by side on one y scale; numbers stand at the first. */
export function PanelRow({ panels, width, height }: PanelRowProps) {
  const share = Math.floor((width - TICK_WIDTH - GAP * panels.length) / Math.max(1, panels.length));
  const panelWidth = Math.max(NARROWEST, share);
  const kind = useChartAxis();
  const record = useChartRecord();
  const budget = useLab((state) => state.experiment.training.budget);
  const x = useMemo(() => chartX(kind, record, budget), [kind, record, budget]);
  return (
    <div className={styles.multiples} tabIndex={0}>
      {panels.map((panel, index) => (
        <figure key={panel.key} className={styles.panel}>
          <figcaption
            className={panel.strong === true ? styles.mainTitle : undefined}
            style={{ paddingLeft: index === 0 ? TICK_WIDTH : GAP, maxWidth: panelWidth + TICK_WIDTH }}
          >
            {panel.title}
          </figcaption>
          <OnePanel
            {...{ panel, x }}
            width={index === 0 ? panelWidth + TICK_WIDTH - GAP : panelWidth}
            height={height - TITLE}
            first={index === 0}
          />
        </figure>
      ))}
    </div>
  );
}

interface OnePanelProps {
  readonly panel: ChartPanel;
  readonly x: ChartX;
  readonly width: number;
  readonly height: number;
  readonly first: boolean;
}

function OnePanel({ panel, x, width, height, first }: OnePanelProps) {
  const atStep = useLab((state) => state.scrubStep);
  const smoothing = useLab((state) => state.smoothing);
  const record = useChartRecord();
  const shown = useShownArms();
  const { lines } = panel;
  const lengths = lines.map(({ key, name, series }) => `${key}:${name}:${series.length}`).join();
  // Along other axes the scale grows with the run, too.
  const signature = `${record?.run}/${panel.key}/${lengths}/${smoothing}/${x.kind}/${x.kind === "steps" ? 0 : x.end}`;
  const rows = useMemo(
    () =>
      chartRows(
        lines.flatMap(({ key, role, arm, series }) => {
          const own = { key, series: alongX(role === "value" ? smooth(series, smoothing) : series, arm, x) };
          return role === "value" && smoothing > 0
            ? [{ key: `raw${key}`, series: alongX(series, arm, x) }, own]
            : [own];
        }),
      ),
    // The series only grow: their lengths say whether anything changed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [signature],
  );
  const drawn = useMemo(
    () =>
      lines.flatMap(({ key, arm, role }): readonly PanelLine[] =>
        role === "value" && smoothing > 0
          ? [
              { key: `raw${key}`, arm, role: "raw" },
              { key, arm, role },
            ]
          : [{ key, arm, role }],
      ),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [signature],
  );
  const ends = lines.flatMap((line) => {
    if (line.role === "reference" || line.role === "ghost") return [];
    const point = pointOf(line, atStep);
    if (point === undefined) return [];
    const name = line.role === "difference" ? differenceName(shown) : undefined;
    return [{ arm: line.arm, x: x.at(line.arm, point.step), value: point.value, text: panel.text(point.value), name }];
  });
  const step = record === undefined || record.step === 0 ? undefined : (atStep ?? record.step);
  const { low, high, ticks, log = false, neutral, shaded = false, tickText } = panel;
  return (
    <LinePanel
      {...{ width, height, rows, ends, low, high, ticks, log, neutral, shaded }}
      lines={drawn}
      tickText={first ? tickText : undefined}
      end={x.end}
      endText={x.text}
      now={step === undefined || x.kind === "work" ? undefined : x.at(0, step)}
    />
  );
}

function differenceName([first = 0, second = 1]: readonly number[]): string {
  return strings.charts.difference(armStyle(first).letter, armStyle(second).letter);
}
