import type { AdapterFacts } from "../../device";
import { convWork } from "./convShape";
import type { ConvShape } from "../../plan/shapes";
import { isProduct } from "./convProduct";
import { tilesOf, type ProductTile } from "./product";

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
  /** Computed as a matrix product in tiles of this size, where the shape allows it; the rest then counts for nothing. */
  readonly product?: ProductTile;
}

/** Measured on the software adapter: 8 × 4 beats 8 × 2 and 4 × 4; too many splits drown in their final sum. */
const SOFTWARE: ConvTile = { pixels: 8, channels: 4, rows: 16, splitThreads: 4096 };
/** Estimated for graphics cards, not measured: more multiplications per load, many more invocations. */
const GPU: ConvTile = { pixels: 4, channels: 4, rows: 16, splitThreads: 32768 };
const GPU_SMALL: ConvTile = { pixels: 4, channels: 2, rows: 16, splitThreads: 16384 };

/** Products pay from so many channels on: below, a direct kernel is as fast. Source: llama.cpp #15805. */
const LEAST_CHANNELS = 8;
const SMALL_PRODUCT: ProductTile = { rows: 32, columns: 32 };
const LARGE_PRODUCT: ProductTile = { rows: 64, columns: 64 };
/** Workgroups of large tiles that keep a card with a hundred cores busy; with fewer the tiles are small. */
const MANY_WORKGROUPS = 256;

/** The tile for a shape: a pure function of what is recorded, so that a replay on the same adapter kind is exact. */
export function chooseTile(kind: AdapterFacts["kind"], shape: ConvShape): ConvTile {
  if (kind === "software") return SOFTWARE;
  const direct = convWork(shape) < 5e7 ? GPU_SMALL : GPU;
  const { batch, inputs, outHeight, outWidth, outputs } = shape;
  if (!isProduct(shape) || Math.min(inputs, outputs) < LEAST_CHANNELS) return direct;
  const many = tilesOf(batch * outHeight * outWidth, outputs, LARGE_PRODUCT) >= MANY_WORKGROUPS;
  return { ...direct, product: many && Math.min(inputs, outputs) >= 64 ? LARGE_PRODUCT : SMALL_PRODUCT };
}

/** `p8c2r16s4096`, `p4c4r16s32768g32x32` */
export function showTile({ pixels, channels, rows, splitThreads, product }: ConvTile): string {
  const tiles = product === undefined ? "" : `g${product.rows}x${product.columns}`;
  return `p${pixels}c${channels}r${rows}s${splitThreads}${tiles}`;
}

/** @throws Error for text that `showTile` did not write. */
export function parseTile(text: string): ConvTile {
  const match = /^p([1-8])c([1-4])r(\d{1,2})s(\d{1,6})(?:g(32|64)x(32|64))?$/.exec(text);
  if (match === null)
    throw new Error(
      `kernel variant ${JSON.stringify(text)} is not known; expected like p8c2r16s4096 or p4c4r16s32768g32x32`,
    );
  const [, pixels, channels, rows, splitThreads, tileRows, tileColumns] = match;
  return {
    pixels: Number(pixels),
    channels: Number(channels),
    rows: Number(rows),
    splitThreads: Number(splitThreads),
    ...(tileRows === undefined ? {} : { product: { rows: Number(tileRows), columns: Number(tileColumns) } }),
  };
}
