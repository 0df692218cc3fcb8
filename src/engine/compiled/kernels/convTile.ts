import type { AdapterFacts } from "../../device";
import { convWork } from "./convShape";
import type { ConvShape } from "../../plan/shapes";

/** How the work of a convolution is cut: chosen by (adapter kind, shape), recorded with the run. */
export interface ConvTile {
  /** Most output pixels per invocation. */
  readonly pixels: number;
  /** Output channels per invocation. */
  readonly channels: number;
  /** Strips per workgroup. */
  readonly rows: number;
  /** Invocations that the filter gradient spreads its sum over. */
  readonly splitThreads: number;
}

/** Measured on the software adapter: 8 × 4 beats 8 × 2 and 4 × 4; too many splits drown in their final sum. */
const SOFTWARE: ConvTile = { pixels: 8, channels: 4, rows: 16, splitThreads: 4096 };
/** Estimated for graphics cards, not measured: more multiplications per load, many more invocations. */
const GPU: ConvTile = { pixels: 4, channels: 4, rows: 16, splitThreads: 32768 };
const GPU_SMALL: ConvTile = { pixels: 4, channels: 2, rows: 16, splitThreads: 16384 };

/** The tile for a shape: a pure function of what is recorded, so that a replay on the same adapter kind is exact. */
export function chooseTile(kind: AdapterFacts["kind"], shape: ConvShape): ConvTile {
  if (kind === "software") return SOFTWARE;
  return convWork(shape) < 5e7 ? GPU_SMALL : GPU;
}

/** `p8c2r16s4096` */
export function showTile({ pixels, channels, rows, splitThreads }: ConvTile): string {
  return `p${pixels}c${channels}r${rows}s${splitThreads}`;
}

/** @throws Error for text that `showTile` did not write. */
export function parseTile(text: string): ConvTile {
  const match = /^p([1-8])c([1-4])r(\d{1,2})s(\d{1,6})$/.exec(text);
  if (match === null)
    throw new Error(`kernel variant ${JSON.stringify(text)} is not known; expected like p8c2r16s4096`);
  const [, pixels, channels, rows, splitThreads] = match;
  return { pixels: Number(pixels), channels: Number(channels), rows: Number(rows), splitThreads: Number(splitThreads) };
}
