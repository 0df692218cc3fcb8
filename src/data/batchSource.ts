import type { ImageSet } from "./imageSet";

/**
 * A batch as a recipe: which images, and the keys of their random changes. An engine that augments on its device makes
 * the same floats from it, bit for bit, as `createBatchBuilder` does on the processor.
 */
export interface BatchSource {
  readonly set: ImageSet;
  /** `[256]`, the network input of each byte. */
  readonly table: Float32Array;
  /** `[rows of one view]`, positions in the set. */
  readonly indices: Uint32Array;
  /** `[2 × views]`: flip key and shift key of each view. */
  readonly keys: Uint32Array;
  readonly flip: boolean;
  /** Pixels. */
  readonly shift: number;
  readonly views: 1 | 2;
}
