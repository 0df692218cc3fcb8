import type { StageId } from "./networkGraph";

/*
 * How much of a gradient is noise.
 *
 * A batch is cut into four groups by image, both views of one in the same group. Its order was drawn from the experiment's
 * seed, so that four runs of equal length are four draws. A loss's gradient is the sum of its groups' (batch statistics are
 * shared and each mean divides by the whole batch), therefore the inner products of the groups' gradients hold what any
 * union of groups would have given, without a further pass:
 *
 * - three ways to cut the batch in halves, each with a cosine of the same loss on both: how alike a loss is to itself;
 * - every cosine of two losses without one of the groups. How these differ tells how far the cosine would move with other
 *   images (the jackknife; Tukey 1958, Efron and Stein 1981);
 * - signal and noise of a gradient, by how the groups scatter round their mean.
 *
 * What is estimated holds for the batch's own statistics: a batch norm ties its images together, and other images would have
 * had others. All losses see the same images, so the noise that they share cancels from a cosine's jackknife as it does
 * from the cosine itself.
 */

/** Groups of a batch. */
export const NOISE_GROUPS = 4;

/** The ways to take two of four groups for the first half; group 0 is always in it. */
const HALVES = [
  [0, 1],
  [0, 2],
  [0, 3],
] as const;

/** Inner products of the gradients of every group of several losses, by layer. */
export interface GroupProducts {
  /** Images of the whole batch. */
  readonly images: number;
  /** Whose groups they are: the label losses, main's first. */
  readonly losses: readonly string[];
  /** `[layers × n(n + 1)/2]` upper triangles, row by row; row `4 · loss + group`, n = 4 · losses. */
  readonly products: ArrayLike<number>;
}

/** Those of one layer, or of some together: `[n × n]`. */
export interface GroupGram {
  readonly images: number;
  readonly losses: readonly string[];
  readonly values: Float64Array;
}

/** Half-open ranges of images, as equal as can be; the first two are the first half of the batch. */
export function groupRanges(images: number): readonly (readonly [from: number, to: number])[] {
  const at = (group: number): number => Math.floor((images * group) / NOISE_GROUPS);
  return Array.from({ length: NOISE_GROUPS }, (_, group) => [at(group), at(group + 1)] as const);
}

/** Upper triangles of `[layers × n × n]`, to the seven digits that single precision holds. */
export function packedTriangles(gram: ArrayLike<number>, layers: number, n: number): number[] {
  const packed: number[] = [];
  for (let layer = 0; layer < layers; layer += 1) {
    for (let a = 0; a < n; a += 1) {
      for (let b = a; b < n; b += 1) packed.push(Number((gram[(layer * n + a) * n + b] ?? Number.NaN).toPrecision(7)));
    }
  }
  return packed;
}

/** Sums the products of the layers that a predicate selects. */
export function sumGroups(
  { images, losses, products }: GroupProducts,
  layers: readonly { readonly layer: string; readonly stage: StageId }[],
  selects: (layer: { readonly layer: string; readonly stage: StageId }) => boolean,
): GroupGram {
  const n = NOISE_GROUPS * losses.length;
  const values = new Float64Array(n * n);
  const size = (n * (n + 1)) / 2;
  layers.forEach((layer, index) => {
    if (!selects(layer)) return;
    let at = index * size;
    for (let a = 0; a < n; a += 1) {
      for (let b = a; b < n; b += 1) {
        const value = products[at] ?? Number.NaN;
        at += 1;
        values[a * n + b] = (values[a * n + b] ?? 0) + value;
        if (a !== b) values[b * n + a] = (values[b * n + a] ?? 0) + value;
      }
    }
  });
  return { images, losses, values };
}

const EVERY: readonly number[] = Array.from({ length: NOISE_GROUPS }, (_, group) => group);

/** ⟨Σ_{i ∈ first} g_i of a, Σ_{j ∈ second} g_j of b⟩; NaN for a loss that was not measured. */
function product(gram: GroupGram, a: string, first: readonly number[], b: string, second: readonly number[]): number {
  const [row, column] = [gram.losses.indexOf(a), gram.losses.indexOf(b)];
  if (row < 0 || column < 0) return Number.NaN;
  const n = NOISE_GROUPS * gram.losses.length;
  let sum = 0;
  for (const i of first) {
    for (const j of second) sum += gram.values[(NOISE_GROUPS * row + i) * n + NOISE_GROUPS * column + j] ?? Number.NaN;
  }
  return sum;
}

/** Cosine of the gradients of two losses on some groups each; null where one vanishes. */
function cosineOn(
  gram: GroupGram,
  a: string,
  first: readonly number[],
  b: string,
  second: readonly number[],
): number | null {
  const norms = Math.sqrt(product(gram, a, first, a, first)) * Math.sqrt(product(gram, b, second, b, second));
  // NaN, as the root of a negative rounding error is, fails the comparison.
  if (!(norms >= SMALLEST_PRODUCT)) return null;
  return Math.min(1, Math.max(-1, product(gram, a, first, b, second) / norms));
}

/** Below this a product of norms is rounding noise. */
const SMALLEST_PRODUCT = 1e-24;

/** Cosines of one loss's gradients on both halves of the batch, by each of the three ways to cut it; undefined ones left out. */
export function halvings(gram: GroupGram, loss: string): readonly number[] {
  return HALVES.map((half) => {
    const other = EVERY.filter((group) => !(half as readonly number[]).includes(group));
    return cosineOn(gram, loss, half, loss, other);
  }).filter((value) => value !== null);
}

/** A value of the whole batch, and of the batch without each of the groups. */
export interface LeftOut {
  readonly whole: number;
  /** `[groups]` */
  readonly without: readonly number[];
}

/** The agreement of two losses, with and without each group; null where one of the gradients vanishes. */
export function leftOut(gram: GroupGram, a: string, b: string): LeftOut | null {
  const whole = cosineOn(gram, a, EVERY, b, EVERY);
  const without = EVERY.map((group) => {
    const rest = EVERY.filter((other) => other !== group);
    return cosineOn(gram, a, rest, b, rest);
  });
  return whole === null || !without.every((value) => value !== null) ? null : { whole, without };
}

/**
 * Signal to noise of one image's gradient: ‖μ‖² / tr Σ, with μ the mean and Σ the covariance of the gradients of single images.
 *
 * With h_j the mean gradient of group j of b images and h̄ their mean, S = Σⱼ ‖h_j − h̄‖² / (m − 1) estimates tr Σ / b and
 * ‖h̄‖² − S / m estimates ‖μ‖², both without bias; the quotient is (‖h̄‖² − S / m) / (b S). Its inverse is the number of images
 * at which signal and noise are level (the simple noise scale of McCandlish et al., arXiv 1812.06162).
 *
 * Differs from the paper: one quotient of sums over the parameters, not the mean of the parameters' quotients, because inner
 * products tell no single parameter; below 0, where the noise hides the signal, it is 0.
 * Source: Liu et al., arXiv 2001.07384, abstract: squared mean over variance of a parameter's gradient.
 * @returns null where nothing scatters.
 */
export function signalToNoise(gram: GroupGram, loss: string): number | null {
  const m = NOISE_GROUPS;
  const perGroup = gram.images / m;
  // The recorded gradients are sums over a group, divided by the batch: m times each is its mean.
  const mean = product(gram, loss, EVERY, loss, EVERY);
  const squares = EVERY.reduce((sum, group) => sum + m * m * product(gram, loss, [group], loss, [group]), 0);
  const scatter = (squares - m * mean) / (m - 1);
  if (!(scatter > 0)) return null;
  return Math.max(0, mean - scatter / m) / (perGroup * scatter);
}
