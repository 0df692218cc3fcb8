/*
 * How alike two sets of features of the same images are, and how many dimensions one of them uses.
 *
 * Features of different layers have neither the same number of columns nor the same axes, so they are not compared column by
 * column but by what they say of pairs of images: the inner product of two images' features, taken from their mean. All of these
 * make a square matrix, the kernel. Two kernels that are proportional belong to features that differ by a rotation and a scale
 * alone: linear CKA is the cosine between them. One kernel's eigenvalues are the variances along the features' own axes, and
 * their participation ratio, (Σ λ)² / Σ λ², counts how many of them matter. Neither takes the eigenvalues themselves: Σ λ is the
 * kernel's trace, Σ λ² the sum of its squares.
 *
 * Source: Kornblith et al., Similarity of Neural Network Representations Revisited, ICML 2019, arXiv:1905.00414, section 3.
 */

/** Inner products of every two rows, of which the mean row was taken. */
export interface Kernel {
  readonly rows: number;
  /** `[rows × rows]` */
  readonly values: Float64Array;
}

/** @param features `[rows × columns]` */
export function kernelOf(features: ArrayLike<number>, rows: number): Kernel {
  const columns = rows === 0 ? 0 : Math.floor(features.length / rows);
  const centred = new Float64Array(rows * columns);
  for (let column = 0; column < columns; column += 1) {
    let sum = 0;
    for (let row = 0; row < rows; row += 1) sum += features[row * columns + column] ?? Number.NaN;
    const mean = sum / rows;
    for (let row = 0; row < rows; row += 1) {
      centred[row * columns + column] = (features[row * columns + column] ?? Number.NaN) - mean;
    }
  }
  const values = new Float64Array(rows * rows);
  for (let a = 0; a < rows; a += 1) {
    for (let b = 0; b <= a; b += 1) {
      let sum = 0;
      for (let column = 0; column < columns; column += 1) {
        sum += (centred[a * columns + column] ?? 0) * (centred[b * columns + column] ?? 0);
      }
      values[a * rows + b] = sum;
      values[b * rows + a] = sum;
    }
  }
  return { rows, values };
}

/**
 * Linear CKA of two sets of features of the same images: from 0, nothing in common, to 1, alike up to rotation and scale.
 * Features of more columns than there are images look more alike than they are.
 * @returns null where one of them does not vary, or is no number.
 */
export function linearCka(a: Kernel, b: Kernel): number | null {
  const norms = Math.sqrt(inner(a, a)) * Math.sqrt(inner(b, b));
  const value = inner(a, b) / norms;
  return norms > 0 && Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : null;
}

/**
 * How many dimensions features use: 1 where they lie on a line, as many as there are columns where they spread alike along each.
 * @returns null where they do not vary, or are no numbers.
 */
export function effectiveRank(kernel: Kernel): number | null {
  let trace = 0;
  for (let row = 0; row < kernel.rows; row += 1) trace += kernel.values[row * (kernel.rows + 1)] ?? 0;
  const rank = trace ** 2 / inner(kernel, kernel);
  return Number.isFinite(rank) && trace > 0 ? rank : null;
}

function inner({ values: a }: Kernel, { values: b }: Kernel): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
