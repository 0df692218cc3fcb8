import type { BuiltBatch } from "../data/batch";
import { MAIN, type BranchId } from "../graph/networkGraph";
import type { ConflictImage } from "../protocol/event";
import type { TrainingArm } from "./trainingRun";

/*
 * The pictures on which two heads disagree: by the gradients that main's and a branch's loss send to the fork for each image.
 *
 * A picture that both heads know leaves next to no gradient, whose direction says nothing. Only those count on which both
 * gradients are at least a tenth as long as that head's mean over the batch.
 */

/** Pictures that are told of each batch and branch. */
const TOLD = 6;
const LEAST_SHARE = 0.1;

interface Products {
  readonly images: BuiltBatch;
  readonly probed: readonly { readonly products: ReadonlyMap<BranchId, Float32Array> }[];
}

/** Of every image that counts: its row and the cosine, by `[rows × 3]` products. */
export function rowCosines(products: Float32Array): readonly { readonly row: number; readonly cosine: number }[] {
  const rows = products.length / 3;
  const norm = (row: number, which: 1 | 2): number => Math.sqrt(products[3 * row + which] ?? 0);
  const least = ([1, 2] as const).map((which) => {
    let sum = 0;
    for (let row = 0; row < rows; row += 1) sum += norm(row, which);
    return (LEAST_SHARE * sum) / rows;
  });
  return Array.from({ length: rows }, (_, row) => {
    const [a, b] = [norm(row, 1), norm(row, 2)];
    // Where all gradients vanish, or one is no number, none counts.
    const counts = a > 0 && b > 0 && a >= (least[0] ?? Infinity) && b >= (least[1] ?? Infinity);
    return { row, cosine: counts ? Math.min(1, Math.max(-1, (products[3 * row] ?? 0) / (a * b))) : Number.NaN };
  }).filter(({ cosine }) => !Number.isNaN(cosine));
}

/** Mean cosine of each class's images, over all arms, branches and batches. */
export function conflictByClass(parts: readonly Products[]): ReadonlyMap<number, number> {
  const sums = new Map<number, readonly [sum: number, count: number]>();
  for (const { images, probed } of parts) {
    for (const { products } of probed) {
      for (const branch of products.values()) {
        for (const { row, cosine } of rowCosines(branch)) {
          const label = images.labels[row] ?? -1;
          const [sum, count] = sums.get(label) ?? [0, 0];
          sums.set(label, [sum + cosine, count + 1]);
        }
      }
    }
  }
  return new Map([...sums].map(([label, [sum, count]]) => [label, sum / count]));
}

/**
 * Of each branch the pictures with the lowest cosines, and what main and the branch guess of them.
 * @param trained positions of the set's images that are trained on; all when absent.
 */
export async function worstImages(
  { executor }: TrainingArm,
  images: BuiltBatch,
  products: ReadonlyMap<BranchId, Float32Array>,
  trained: Uint32Array | undefined,
): Promise<{ [branch: BranchId]: ConflictImage[] }> {
  const heads = await executor.evaluate(images.images);
  const guessOf = (branch: BranchId, row: number): number => {
    const head = heads.find((one) => one.branch === branch);
    if (head === undefined) throw new Error(`no head ${branch}`);
    const classes = head.logits.length / images.labels.length;
    const logits = head.logits.subarray(row * classes, (row + 1) * classes);
    return Math.max(0, logits.indexOf(logits.reduce((most, value) => Math.max(most, value), -Infinity)));
  };
  return Object.fromEntries(
    [...products].map(([branch, own]) => [
      branch,
      rowCosines(own)
        .toSorted((a, b) => a.cosine - b.cosine || a.row - b.row)
        .slice(0, TOLD)
        .map(({ row, cosine }): ConflictImage => {
          const position = images.indices[row] ?? 0;
          return {
            image: trained?.[position] ?? position,
            cosine,
            label: images.labels[row] ?? 0,
            guesses: [guessOf(MAIN, row), guessOf(branch, row)],
          };
        }),
    ]),
  );
}
