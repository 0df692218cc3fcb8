/*
 * Small dense algebra in double precision: matrices of at most a few rows, row-major. Everything adds up in a fixed order and
 * uses + − × ÷ √ alone.
 */

/** `matrix · vector` */
export function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return Float64Array.from(vector, (_, row) => {
    let sum = 0;
    for (let column = 0; column < size; column += 1) sum += (matrix[row * size + column] ?? 0) * (vector[column] ?? 0);
    return sum;
  });
}

/** The entries on the diagonal: of inner products the squared lengths. */
export const diagonal = (matrix: Float64Array): Float64Array => {
  const size = Math.sqrt(matrix.length);
  return Float64Array.from({ length: size }, (_, at) => matrix[at * (size + 1)] ?? 0);
};

export function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

export const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** The same direction with entries that add up to `sum`. */
export function scaledTo(values: Float64Array, sum: number): Float64Array {
  const factor = sum / total(values);
  return values.map((value) => value * factor);
}

/** Solves `matrix · x = right` by elimination with row exchange; undefined where the matrix is singular. */
export function solve(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const size = right.length;
  const rows = Array.from({ length: size }, (_, row) => [
    ...matrix.subarray(row * size, (row + 1) * size),
    right[row] ?? 0,
  ]);
  for (let at = 0; at < size; at += 1) {
    let best = at;
    for (let row = at + 1; row < size; row += 1) {
      if (Math.abs(rows[row]?.[at] ?? 0) > Math.abs(rows[best]?.[at] ?? 0)) best = row;
    }
    const pivot = rows[best] ?? [];
    rows[best] = rows[at] ?? [];
    rows[at] = pivot;
    const head = pivot[at] ?? 0;
    if (!(Math.abs(head) > 0)) return undefined;
    for (let row = at + 1; row < size; row += 1) {
      const line = rows[row] ?? [];
      const factor = (line[at] ?? 0) / head;
      for (let column = at; column <= size; column += 1) {
        line[column] = (line[column] ?? 0) - factor * (pivot[column] ?? 0);
      }
    }
  }
  const x = new Float64Array(size);
  for (let row = size - 1; row >= 0; row -= 1) {
    const line = rows[row] ?? [];
    let rest = line[size] ?? 0;
    for (let column = row + 1; column < size; column += 1) rest -= (line[column] ?? 0) * (x[column] ?? 0);
    x[row] = rest / (line[row] ?? 0);
  }
  return x.every(Number.isFinite) ? x : undefined;
}

/** Eigenvalues and, in the same order, eigenvectors of a symmetric matrix. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: readonly Float64Array[];
}

/** Jacobi's rotations, row by row until nothing is left off the diagonal. Source: Golub and Van Loan, section 8.5. */
export function eigenOf(matrix: Float64Array, size: number): Eigen {
  const a = matrix.slice();
  const v = new Float64Array(size * size);
  for (let index = 0; index < size; index += 1) v[index * size + index] = 1;
  const rotate = (m: Float64Array, i: number, j: number, c: number, s: number): void => {
    const x = m[i] ?? 0;
    const y = m[j] ?? 0;
    m[i] = c * x - s * y;
    m[j] = s * x + c * y;
  };
  for (let sweep = 0; sweep < 60; sweep += 1) {
    let moved = false;
    for (let p = 0; p < size; p += 1) {
      for (let q = p + 1; q < size; q += 1) {
        const off = a[p * size + q] ?? 0;
        const pp = a[p * size + p] ?? 0;
        const qq = a[q * size + q] ?? 0;
        if (Math.abs(off) <= 1e-17 * Math.sqrt(Math.abs(pp * qq)) || off === 0) continue;
        moved = true;
        const theta = (qq - pp) / (2 * off);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        for (let k = 0; k < size; k += 1) rotate(a, k * size + p, k * size + q, c, t * c);
        for (let k = 0; k < size; k += 1) rotate(a, p * size + k, q * size + k, c, t * c);
        for (let k = 0; k < size; k += 1) rotate(v, k * size + p, k * size + q, c, t * c);
      }
    }
    if (!moved) break;
  }
  return {
    values: Float64Array.from({ length: size }, (_, index) => a[index * size + index] ?? 0),
    vectors: Array.from({ length: size }, (_, column) =>
      Float64Array.from({ length: size }, (_row, row) => v[row * size + column] ?? 0),
    ),
  };
}

/** Eigenvalues below this share of the largest are rounding noise of gradients in single precision. */
const SMALLEST_SHARE = 1e-12;

/** Σ f(λ) v vᵀ x over the eigenvalues that are more than noise. */
export function spectral(
  { values, vectors }: Eigen,
  x: Float64Array,
  f: (value: number, smallest: number) => number,
): Float64Array {
  const noise = SMALLEST_SHARE * values.reduce((most, value) => Math.max(most, value), 0);
  const smallest = values.reduce((least, value) => (value > noise ? Math.min(least, value) : least), Infinity);
  const result = new Float64Array(x.length);
  values.forEach((value, index) => {
    const vector = vectors[index];
    if (!(value > noise) || vector === undefined) return;
    const factor = f(value, smallest) * dot(vector, x);
    for (let row = 0; row < result.length; row += 1) result[row] = (result[row] ?? 0) + factor * (vector[row] ?? 0);
  });
  return result;
}
