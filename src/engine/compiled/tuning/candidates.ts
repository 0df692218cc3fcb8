import type { AdapterFacts } from "../../device";
import type { ConvShape } from "../../plan/shapes";
import { isProduct } from "../kernels/convProduct";
import { convWork, isDepthwise } from "../kernels/convShape";
import { chooseTile, showTile, type ConvTile } from "../kernels/convTile";
import type { ProductTile } from "../kernels/product";

/** Below so many operations a convolution takes no time that is worth measuring. */
const LEAST_WORK = 4e6;
/** Tiles of products: the small one fills a card with few pixels, the large one loads least, the others suit narrow layers. */
const PRODUCTS: readonly ProductTile[] = [
  { rows: 32, columns: 32 },
  { rows: 64, columns: 64 },
  { rows: 64, columns: 32 },
];
/** Direct kernels: many sums per invocation, or many invocations. */
const DIRECT: readonly ConvTile[] = [
  { pixels: 4, channels: 4, rows: 16, splitThreads: 32768 },
  { pixels: 4, channels: 2, rows: 16, splitThreads: 16384 },
];

/**
 * The ways to compute a convolution that are worth timing, the estimate first. One alone where nothing is to be chosen: on
 * software, whose kernels were measured once and whose bits are to stay, for small work, and for depthwise ones.
 */
export function candidates(kind: AdapterFacts["kind"], shape: ConvShape): readonly ConvTile[] {
  const estimate = chooseTile(kind, shape);
  if (kind === "software" || isDepthwise(shape) || convWork(shape) < LEAST_WORK) return [estimate];
  const { product: _, ...direct } = estimate;
  const others = isProduct(shape) ? [...PRODUCTS.map((product) => ({ ...direct, product })), direct] : DIRECT;
  const known = new Set([showTile(estimate)]);
  return [estimate, ...others.filter((tile) => !known.has(showTile(tile)))];
}
