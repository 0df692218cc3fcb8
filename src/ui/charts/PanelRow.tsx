import { memo, useMemo } from "react";
import type { Series } from "../../runs/series";
import { smooth } from "../../runs/smoothing";
import { useLab, useChartRecord } from "../common/labContext";
import { armStyle } from "../common/armStyle";
import { strings } from "../strings";
import { useOnScreen } from "../common/useOnScreen";
import { useShownArms } from "../common/useShownArms";
import { pointOf, type ChartPanel } from "./chartPanel";
import { alongX, within, type ChartX } from "./chartX";
import { Crosshair } from "./Crosshair";
import { EndLabels, type EndLabel } from "./EndLabels";
import { fitPanels } from "./fitPanels";
import { LinePanel, plotOf, TICK_WIDTH, type PanelLine } from "./LinePanel";
import { chartRows } from "./rows";
import { useChartTurn } from "./useChartTurn";
import { useChartX } from "./useChartX";
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
  const x = useChartX();
  const fit = useLab((state) => state.fitHeight);
  const drawn = fit ? fitPanels(panels, x.steps) : panels;
  const [ref, seen] = useOnScreen();
  return (
    <div ref={ref} className={styles.multiples} tabIndex={0}>
      {drawn.map((panel, index) => (
        <figure key={panel.key} className={styles.panel}>
          <figcaption
            className={panel.strong === true ? styles.mainTitle : undefined}
            style={{ paddingLeft: index === 0 ? TICK_WIDTH : GAP, maxWidth: panelWidth + TICK_WIDTH }}
          >
            {panel.title}
          </figcaption>
          <OnePanel
            {...{ panel, x, seen }}
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
  /** Whether the row can be seen. */
  readonly seen: boolean;
}

/** What a panel draws; two with the same stamp are the same picture. */
interface Picture extends Omit<OnePanelProps, "seen"> {
  readonly stamp: string;
  readonly smoothing: number;
  readonly ends: readonly EndLabel[];
  /** What is on display, along x. */
  readonly now: number | undefined;
}

/** One panel, drawn when it is its turn. */
function OnePanel({ seen, ...asked }: OnePanelProps) {
  const { panel, x, width, height } = asked;
  const atStep = useLab((state) => state.scrubStep);
  const smoothing = useLab((state) => state.smoothing);
  const record = useChartRecord();
  const shown = useShownArms();
  const { lines } = panel;
  const ends = lines.flatMap((line): readonly EndLabel[] => {
    if (line.role === "reference" || line.role === "ghost") return [];
    const point = pointOf(line, atStep);
    if (point === undefined || point.step < x.steps.from || point.step > x.steps.to) return [];
    const name = line.role === "difference" ? differenceName(shown) : undefined;
    return [{ arm: line.arm, x: x.at(line.arm, point.step), value: point.value, text: panel.text(point.value), name }];
  });
  const step = record === undefined || record.step === 0 ? undefined : (atStep ?? record.step);
  const along = step === undefined || x.kind === "work" ? undefined : x.at(0, step);
  const now = along === undefined || along < x.start || along > x.end ? undefined : along;
  const lengths = lines.map(({ key, name, series }) => `${key}:${name}:${series.length}`).join();
  const labels = ends.map(({ arm, x: at, text }) => `${arm}@${at}=${text}`).join();
  const axes = [x.kind, x.start, x.end, panel.low, panel.high, panel.log, width, height].join();
  const stamp = [record?.run, panel.key, panel.title, lengths, labels, smoothing, axes, now].join("/");
  const picture = useChartTurn<Picture>({ ...asked, stamp, smoothing, ends, now }, seen, sameStamp);
  return <DrawnPanel {...picture} />;
}

const sameStamp = (a: Picture, b: Picture): boolean => a.stamp === b.stamp;

const DrawnPanel = memo(function DrawnPanel({ panel, x, width, height, first, smoothing, ends, now }: Picture) {
  const { lines, low, high, ticks, log = false, neutral, shaded = false, tickText } = panel;
  const lengths = lines.map(({ key, name, series }) => `${key}:${name}:${series.length}`).join();
  // Along other axes than steps the scale grows with the run, too.
  const part = `${x.steps.from}-${x.steps.to}/${x.kind}/${x.kind === "steps" ? 0 : x.end}`;
  const rows = useMemo(
    () =>
      chartRows(
        lines.flatMap(({ key, role, arm, series }) => {
          const drawnOf = (whole: Series): Series => alongX(within(whole, x.steps), arm, x);
          const own = { key, series: drawnOf(role === "value" ? smooth(series, smoothing) : series) };
          return role === "value" && smoothing > 0 ? [{ key: `raw${key}`, series: drawnOf(series) }, own] : [own];
        }),
      ),
    // The series only grow: their lengths say whether anything changed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [lengths, smoothing, part],
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
    [lengths, smoothing],
  );
  const plot = plotOf({ width, height, first });
  if (plot.width < 10 || plot.height < 10) return null;
  return (
    <div className={styles.pointed} style={{ width, height }}>
      <LinePanel
        {...{ width, height, rows, low, high, ticks, log, neutral, shaded }}
        lines={drawn}
        tickText={first ? tickText : undefined}
        start={x.start}
        end={x.end}
        endText={x.text}
      />
      <EndLabels {...{ ends, now, plot, low, high, log, width, height }} start={x.start} end={x.end} />
      <Crosshair x={x} plot={plot} arm={lines[0]?.arm ?? 0} />
    </div>
  );
});

function differenceName([first = 0, second = 1]: readonly number[]): string {
  return strings.charts.difference(armStyle(first).letter, armStyle(second).letter);
}
