import { memo, useMemo } from "react";
import { identityOf, type Series } from "../../record/series";
import { smooth } from "../../record/smoothing";
import { useLab, useChartRecord } from "../common/labContext";
import { armStyle } from "../common/armStyle";
import { strings } from "../words/strings";
import { useOnScreen } from "../common/useOnScreen";
import { useShownArms } from "../common/useShownArms";
import { pointOf, type ChartLine, type ChartPanel } from "./chartPanel";
import { alongX, within, type ChartX } from "./chartX";
import { Crosshair } from "./Crosshair";
import { EndLabels, type EndLabel } from "./EndLabels";
import { fitPanels } from "./fitPanels";
import { LinePanel, plotOf, TICK_WIDTH, type PanelLine } from "./LinePanel";
import { noiseSpans } from "./noiseSpans";
import { chartPoints } from "./rows";
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
/** Labels at the ends of narrow panels reach beyond them, into the next one or, at the last, into this. */
const LAST_LABEL = 12;
const NARROWEST = 82;
const LOWEST = 118;
const MOST_ROWS = 6;

/** As few rows as let every panel be wide enough. */
function rowsFor(panels: number, width: number): number {
  const fit = Math.max(1, Math.floor((width - TICK_WIDTH - LAST_LABEL) / (NARROWEST + GAP)));
  return Math.min(MOST_ROWS, Math.max(1, Math.ceil(panels / fit)));
}

/** Small multiples side by side on one y scale, in several rows where they are many; numbers stand at each row's first. */
export function PanelRow({ panels, width, height }: PanelRowProps) {
  const rows = rowsFor(panels.length, width);
  const inRow = Math.ceil(panels.length / rows);
  const share = Math.floor((width - TICK_WIDTH - LAST_LABEL - GAP * inRow) / Math.max(1, inRow));
  const panelWidth = Math.max(NARROWEST, share);
  const panelHeight = Math.max(LOWEST, Math.floor(height / rows));
  const x = useChartX();
  const fit = useLab((state) => state.fitHeight);
  const drawn = fit ? fitPanels(panels, x.steps) : panels;
  const [ref, seen] = useOnScreen();
  return (
    <div ref={ref} className={styles.multiples} style={{ minHeight: rows * LOWEST }} tabIndex={0}>
      {drawn.map((panel, index) => (
        <figure key={panel.key} className={styles.panel}>
          <figcaption
            className={panel.strong === true ? styles.mainTitle : undefined}
            style={{ paddingLeft: index % inRow === 0 ? TICK_WIDTH : GAP, maxWidth: panelWidth + TICK_WIDTH }}
          >
            {panel.title}
          </figcaption>
          <OnePanel
            {...{ panel, x, seen }}
            width={index % inRow === 0 ? panelWidth + TICK_WIDTH - GAP : panelWidth}
            height={panelHeight - TITLE}
            first={index % inRow === 0}
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
  const along = step === undefined || x.kind !== "steps" ? undefined : x.at(0, step);
  const now = along === undefined || along < x.start || along > x.end ? undefined : along;
  const contents = contentsOf(lines);
  const labels = ends.map(({ arm, x: at, text }) => `${arm}@${at}=${text}`).join();
  const axes = [x.kind, x.start, x.end, panel.low, panel.high, panel.log, width, height].join();
  const stamp = [record?.run, panel.key, panel.title, contents, labels, smoothing, axes, now].join("/");
  const picture = useChartTurn<Picture>({ ...asked, stamp, smoothing, ends, now }, seen, sameStamp);
  return <DrawnPanel {...picture} />;
}

const sameStamp = (a: Picture, b: Picture): boolean => a.stamp === b.stamp;

const DrawnPanel = memo(function DrawnPanel({ panel, x, width, height, first, smoothing, ends, now }: Picture) {
  const { lines, low, high, ticks, log = false, neutral, shaded = false, tickText } = panel;
  const contents = contentsOf(lines);
  // Along other axes than steps the scale grows with the run, too.
  const part = `${x.steps.from}-${x.steps.to}/${x.kind}/${x.kind === "steps" ? 0 : x.end}`;
  const drawn = useMemo(
    () => panelLines(lines, x, smoothing),
    // The lines are new objects at every step; what they show is the same when their contents are.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [contents, smoothing, part],
  );
  const plot = plotOf({ width, height, first });
  if (plot.width < 10 || plot.height < 10) return null;
  return (
    <div className={styles.pointed} style={{ width, height }}>
      <LinePanel
        {...{ width, height, low, high, ticks, log, neutral, shaded }}
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

/** Which values some lines show, told apart from all others, also those of another run of the same length. */
function contentsOf(lines: readonly ChartLine[]): string {
  return lines.map(({ key, series }) => `${key}:${identityOf(series)}`).join();
}

/** The lines as they are drawn: smoothed ones with the raw values behind them. */
function panelLines(lines: readonly ChartLine[], x: ChartX, smoothing: number): readonly PanelLine[] {
  const drawnOf = (whole: Series, arm: number): Series => alongX(within(whole, x.steps), arm, x);
  const all = lines.flatMap(
    ({ key, role, arm, series }): readonly (Omit<PanelLine, "points"> & { series: Series })[] => {
      if (role !== "value" || smoothing === 0) return [{ key, role, arm, series: drawnOf(series, arm) }];
      return [
        { key: `raw${key}`, role: "raw", arm, series: drawnOf(series, arm) },
        { key, role, arm, series: drawnOf(smooth(series, smoothing), arm) },
      ];
    },
  );
  const points = chartPoints(all.map(({ series }) => series));
  const noise = new Map(lines.map((line) => [line.key, noiseSpans(line, x)]));
  return all.map(({ key, role, arm }, index) => ({ key, role, arm, points: points[index] ?? [], ...noise.get(key) }));
}

function differenceName([first = 0, second = 1]: readonly number[]): string {
  return strings.charts.difference(armStyle(first).letter, armStyle(second).letter);
}
