import type { Batch } from "../data/batch";
import type { DatasetInfo } from "../data/datasetInfo";
import { lossId } from "../graph/agreement";
import { packedTriangles } from "../graph/gradientNoise";
import { MAIN } from "../graph/networkGraph";
import { allTerms } from "../engine/allTerms";
import type { ClassProbe, ClassProducts } from "../protocol/event";
import { probeRequest } from "./probeLosses";
import type { TrainingArm } from "./trainingRun";

/*
 * Whose images pull apart: the agreement of each class's images alone.
 *
 * The images of a batch are brought into the order of their classes, so that each class is a range of rows, and every loss is
 * taken on that range: batch statistics stay those of the whole batch, and the gradients of all classes add up to its own.
 * A forward pass and a backward pass per loss are taken for each class; that is why it is measured at the end alone, and why no
 * more than ten classes are: of more, the coarser questions of the data set and the ten classes whose images conflict most.
 */

/** More rows than these nobody reads, and each costs a probe. */
export const MOST_CLASSES = 10;

/** One way to sort images: by class, or by what a hierarchy makes of classes. */
export interface ClassGrouping {
  /** `class`, or the hierarchy's name. */
  readonly name: string;
  /** `[classes]`, each class's group. */
  readonly groups: readonly number[];
  /** Which groups are measured. */
  readonly measured: readonly number[];
}

/**
 * Every hierarchy that has no more than ten groups, and the classes: all of them where they are no more than ten.
 * @param conflict by class: the mean cosine of its images' gradients at the forks; the lowest are taken, then the first.
 */
export function classGroupings(
  { classes, hierarchies }: Pick<DatasetInfo, "classes" | "hierarchies">,
  conflict: ReadonlyMap<number, number>,
): readonly ClassGrouping[] {
  const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
  const coarse = hierarchies.flatMap(({ name, groups, groupNames }): readonly ClassGrouping[] =>
    groupNames.length > MOST_CLASSES ? [] : [{ name, groups, measured: numbers(groupNames.length) }],
  );
  const all = numbers(classes);
  const measured =
    classes <= MOST_CLASSES
      ? all
      : all
          .filter((one) => conflict.has(one))
          .sort((a, b) => (conflict.get(a) ?? 1) - (conflict.get(b) ?? 1) || a - b)
          .slice(0, MOST_CLASSES)
          .sort((a, b) => a - b);
  return [...coarse, { name: "class", groups: all, measured }];
}

/** The batch in the order of its groups, and which rows are whose. */
export function sortedBatch(
  { images, labels }: Batch,
  groups: readonly number[],
): { readonly batch: Batch; readonly ranges: ReadonlyMap<number, readonly [from: number, to: number]> } {
  const groupOf = (row: number): number => groups[labels[row] ?? -1] ?? groups.length;
  const order = Array.from(labels, (_, row) => row).sort((a, b) => groupOf(a) - groupOf(b) || a - b);
  const size = images.length / Math.max(1, labels.length);
  const sorted = new Float32Array(images.length);
  const ranges = new Map<number, readonly [number, number]>();
  order.forEach((row, at) => {
    sorted.set(images.subarray(row * size, (row + 1) * size), at * size);
    const group = groupOf(row);
    ranges.set(group, [ranges.get(group)?.[0] ?? at, at + 1]);
  });
  return { batch: { images: sorted, labels: Int32Array.from(order, (row) => labels[row] ?? -1) }, ranges };
}

/** Every head's label loss on each group of images alone, of one arm on one batch; changes no training bit. */
export async function probeClasses(
  { graph, plan, probeTerms, executor }: TrainingArm,
  batch: Batch,
  groupings: readonly ClassGrouping[],
  time: { readonly step: number; readonly budget: number },
): Promise<ClassProbe | undefined> {
  const terms = allTerms({ terms: plan.terms, probeTerms });
  const request = probeRequest(graph, terms, batch.labels.length, time, false);
  const losses = request.losses.filter(({ id, branch }) => id === lossId("ce", branch));
  if (losses.length < 2 || losses[0]?.branch !== MAIN) return undefined;
  const groups: ClassProducts[] = [];
  for (const { name, groups: groupOf, measured } of groupings) {
    const { batch: sorted, ranges } = sortedBatch(batch, groupOf);
    for (const group of measured) {
      const images = ranges.get(group);
      if (images === undefined) continue;
      const asked = losses.map((loss) => ({ ...loss, images }));
      const { layers, gram } = await executor.probe(sorted, asked, time.step);
      const products = packedTriangles(gram, layers.length, losses.length);
      groups.push({ grouping: name, group, images: images[1] - images[0], products });
    }
  }
  return { losses: losses.map(({ id }) => id), groups };
}
