import { range, ticks, tickStep } from "d3-array";

/** Where an axis begins and ends, and its marks; every chart of the page has its round numbers from here. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  /** Ascending. */
  readonly ticks: readonly number[];
}

/** More marks than this stand too close in a low chart. */
const MOST_TICKS = 6;

interface AxisChoice {
  /** No finer step than this, since the marks are written with so many decimals; none: any. */
  readonly finest?: number;
  /** The axis never reaches beyond these, whatever room its marks would like. */
  readonly within?: readonly [least: number, most: number];
}

/** The round numbers from at or below the lowest to at or above the highest value. */
export function roundAxis(
  lowest: number,
  highest: number,
  { finest = 0, within: [least, last] = [-Infinity, Infinity] }: AxisChoice = {},
): Axis {
  const end = Math.max(highest, lowest + Math.max(finest, 1e-6));
  for (let count = MOST_TICKS - 2; ; count -= 1) {
    const step = Math.max(finest, tickStep(lowest, end, Math.max(1, count)));
    const from = Math.max(Math.ceil(least / step), Math.floor(lowest / step + 1e-9));
    const to = Math.min(Math.floor(last / step), Math.max(from + 1, Math.ceil(end / step - 1e-9)));
    const marks = range(from, to + 1).map((index) => Number((index * step).toPrecision(6)));
    if (marks.length <= MOST_TICKS || count <= 1)
      return { low: marks[0] ?? lowest, high: marks.at(-1) ?? end, ticks: marks };
  }
}

/** Whole decades around positive values, and at most five marks. */
export function decadeAxis(lowest: number, highest: number): Axis {
  const from = Math.floor(Math.log10(lowest) + 1e-9);
  const to = Math.max(from + 1, Math.ceil(Math.log10(highest) - 1e-9));
  const decade = (power: number): number => Number((10 ** power).toPrecision(6));
  return {
    low: decade(from),
    high: decade(to),
    ticks: range(from, to + 1, Math.ceil((to - from + 1) / 5)).map(decade),
  };
}

/** Round whole numbers between 0 and `total`, neither included; about nine. */
export function innerTicks(total: number): readonly number[] {
  return ticks(0, total, 9).filter((at) => Number.isInteger(at) && at > 0 && at < total);
}
