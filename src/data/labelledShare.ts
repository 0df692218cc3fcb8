import { permutation } from "../random/permutation";
import { streamKey } from "../random/purpose";
import type { ImageSet } from "./imageSet";

/** The label of an image whose class is withheld from training. */
export const UNLABELLED = -1;

/**
 * Which training images keep their labels when only a share of them does: of every class the same share, rounded, at
 * least one image; the choice is a function of the seed and, for a growing share, only adds images.
 * @param share from 0 to 1.
 * @param among positions of the images that are trained on, of which the share is taken; all when absent.
 * @returns `[count]` 1 for a labelled image; undefined when all are labelled.
 */
export function labelledMask(
  set: Pick<ImageSet, "count" | "labels">,
  seed: number,
  share: number,
  among?: Uint32Array,
): Uint8Array | undefined {
  if (share >= 1) return undefined;
  if (among !== undefined) {
    const labels = Uint16Array.from(among, (index) => set.labels[index] ?? 0);
    const own = labelledMask({ count: among.length, labels }, seed, share);
    const mask = new Uint8Array(set.count);
    among.forEach((index, place) => (mask[index] = own?.[place] ?? 1));
    return mask;
  }
  const { count, labels } = set;
  const perClass = new Map<number, number>();
  for (const label of labels) perClass.set(label, (perClass.get(label) ?? 0) + 1);
  const mask = new Uint8Array(count);
  const taken = new Map<number, number>();
  for (const index of permutation(streamKey(seed, "labelled"), count)) {
    const label = labels[index] ?? 0;
    const so = taken.get(label) ?? 0;
    if (so >= Math.max(1, Math.round(share * (perClass.get(label) ?? 0)))) continue;
    mask[index] = 1;
    taken.set(label, so + 1);
  }
  return mask;
}

/** Rows among the first `used` that have a label. */
export function labelledRows(labels: Int32Array, used = labels.length): number {
  let count = 0;
  for (let row = 0; row < used; row += 1) if ((labels[row] ?? UNLABELLED) >= 0) count += 1;
  return count;
}
