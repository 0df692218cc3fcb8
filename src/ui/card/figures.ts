import type { CardResult } from "../../protocol/cardSchema";
import { cardWords } from "../words/cardWords";

/** GFLOP/s for people. */
export function rateText(gflops: number): string {
  return gflops >= 1000 ? `${digits(gflops / 1000)} TFLOP/s` : `${digits(gflops)} GFLOP/s`;
}

export function msText(ms: number): string {
  return `${digits(ms)} ms`;
}

export function percentText(share: number): string {
  return `${digits(100 * share)} %`;
}

/** Three digits at most. */
export function digits(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en-GB", { maximumFractionDigits: 3 });
}

/** GFLOP/s of a step. */
export const rateOf = (flop: number, stepMs: number): number => flop / stepMs / 1e6;

/** How much longer stock TensorFlow.js takes for the first network; undefined where it was not compared. */
export function stockRatio({ networks, stockMs }: CardResult): number | undefined {
  const own = networks.find(({ network }) => network === "conv7")?.stepMs;
  return own === undefined || stockMs === undefined ? undefined : stockMs / own;
}

/** A row of the table of cards in docs/PERFORMANCE.md. */
export function performanceLine(result: CardResult): string {
  const { adapter, software, browser, peak, networks } = result;
  const ratio = stockRatio(result);
  const cells = [
    `${adapter === "" ? cardWords.unnamed : adapter}${software ? " (software)" : ""}`,
    browser,
    rateText(peak),
    ...networks.map(({ flop, stepMs }) =>
      stepMs === undefined
        ? "–"
        : `${msText(stepMs)}, ${rateText(rateOf(flop, stepMs))}, ${percentText(rateOf(flop, stepMs) / peak)}`,
    ),
    ratio === undefined ? "–" : `${digits(ratio)}×`,
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "/")).join(" | ")} |`;
}
