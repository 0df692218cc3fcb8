import type { BranchId } from "../graph/networkGraph";
import type { FeatureRecord } from "../protocol/event";
import { effectiveRank, kernelOf, linearCka, type Kernel } from "../stats/linearCka";

/** The first images of an evaluation; what more of them would say changes little, and the work grows with their square. */
export const FEATURE_IMAGES = 256;

/**
 * Images of a test set that shows identities: evenly spread, since pictures of one identity follow one another, and the first ones
 * would be of a few identities alone. Every head of every arm is asked about the same.
 */
export function spreadImages(count: number): readonly number[] {
  const seen = Math.min(count, FEATURE_IMAGES);
  return Array.from({ length: seen }, (_, index) => Math.floor((index * count) / seen));
}

/** One head's features of some images. */
export interface HeadFeatures {
  /** Which arm's, from 0. */
  readonly arm: number;
  readonly branch: BranchId;
  /** `[images × dimensions]` what the head's classifier reads, and by what identities are found. */
  readonly embedding: Float32Array;
}

/** How many dimensions each head's features use, and how alike every two heads' are, arm or no arm between them. */
export function featureRecord(heads: readonly HeadFeatures[], images: number): FeatureRecord {
  const kernels: Kernel[] = [];
  const told = heads.map(({ arm, branch, embedding }) => {
    const kernel = kernelOf(embedding, images);
    kernels.push(kernel);
    return {
      arm,
      branch,
      dimensions: embedding.length / Math.max(1, images),
      rank: effectiveRank(kernel) ?? Number.NaN,
    };
  });
  const cka = kernels.flatMap((a, index) => kernels.slice(index + 1).map((b) => linearCka(a, b) ?? Number.NaN));
  return { images, heads: told, cka };
}
