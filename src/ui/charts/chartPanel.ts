import { pairedDifference } from "../../record/pairedDifference";
import { latest, type Point, type Series } from "../../record/series";
import type { Comparison } from "../../store/viewState";
import { armStyle } from "../common/armStyle";
import { decimal, signed } from "../words/format";
import { strings } from "../words/strings";
import { roundAxis } from "../common/axis";

/** One curve of a panel. */
export interface ChartLine {
  readonly key: string;
  readonly arm: number;
  /** Its column in a file: `A/accuracy/main`. */
  readonly name: string;
  readonly series: Series;
  /** reference and ghost are drawn grey and carry no label; difference belongs to no arm. */
  readonly role: "value" | "reference" | "ghost" | "difference";
  /** Half the width of the values' intervals, at some of the steps: whiskers. */
  readonly within?: Series;
  /** Between what a reference moves. */
  readonly band?: { readonly low: Series; readonly high: Series };
  /** The value at the step on display, where it is not the curve's own. */
  readonly at?: (step: number | undefined) => Point | undefined;
}

/** One small multiple. */
export interface ChartPanel {
  readonly key: string;
  readonly title: string;
  readonly strong?: boolean;
  readonly lines: readonly ChartLine[];
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  readonly log?: boolean;
  /** A value with a line of its own. */
  readonly neutral?: number;
  /** Below zero is shaded: the losses pull apart. */
  readonly shaded?: boolean;
  readonly text: (value: number) => string;
  readonly tickText: (value: number) => string;
}

/**
 * Panels as two arms are compared in them: in one, in one each, or second minus first around zero, all on one scale.
 * With one arm they stay as they are.
 */
export function arrangePanels(
  panels: readonly ChartPanel[],
  comparison: Comparison,
  [first, second]: readonly number[],
): readonly ChartPanel[] {
  if (comparison === "overlay" || first === undefined || second === undefined) return panels;
  if (comparison === "split") {
    return panels.flatMap((panel) =>
      [first, second].map((arm) => ({
        ...panel,
        key: `${panel.key}/${arm}`,
        title: `${armStyle(arm).letter} ${panel.title}`,
        lines: panel.lines.filter((line) => line.arm === arm),
      })),
    );
  }
  const subtracted = panels.map((panel) => ({ panel, line: differenceLine(panel, first, second) }));
  const most = Math.max(0.01, ...subtracted.flatMap(({ line }) => (line === undefined ? [] : [largest(line.series)])));
  const { high, ticks } = roundAxis(0, most);
  return subtracted.map(({ panel, line }) => ({
    key: panel.key,
    title: panel.title,
    ...(panel.strong === undefined ? {} : { strong: panel.strong }),
    lines: line === undefined ? [] : [line],
    low: -high,
    high,
    ticks: [0, ...ticks.slice(-1)],
    neutral: 0,
    text: (value) => signed(value, 2),
    // Zero and the top: a minus has no room beside the panel.
    tickText: (value) => decimal(value, value === 0 || Number.isInteger(value) ? 0 : value < 0.1 ? 2 : 1),
  }));
}

function differenceLine(panel: ChartPanel, first: number, second: number): ChartLine | undefined {
  const [a, b] = [first, second].map((arm) => panel.lines.find((line) => line.role === "value" && line.arm === arm));
  if (a === undefined || b === undefined) return undefined;
  return {
    key: "difference",
    arm: second,
    name: strings.charts.difference(a.name, b.name),
    series: pairedDifference(a.series, b.series),
    role: "difference",
    at: (step) => {
      const [low, high] = [pointOf(a, step), pointOf(b, step)];
      return low === undefined || high === undefined ? undefined : { step: high.step, value: high.value - low.value };
    },
  };
}

/** Where a curve stands at a step; undefined in a gap. */
export function pointOf(line: ChartLine, step: number | undefined): Point | undefined {
  const point = line.at === undefined ? latest(line.series, step) : line.at(step);
  return point === undefined || Number.isNaN(point.value) ? undefined : point;
}

function largest({ length, columns }: Series): number {
  return columns.values.subarray(0, length).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
