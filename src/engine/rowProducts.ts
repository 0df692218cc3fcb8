/**
 * Inner product and both squared norms of two tensors, row by row.
 * @param a `[rows, …]`; @param b the same shape.
 * @returns `[rows × 3]`: a·b, a·a, b·b; zeros where one of them is absent.
 */
export function rowProducts(a: Float32Array | undefined, b: Float32Array | undefined, rows: number): Float32Array {
  const products = new Float32Array(3 * rows);
  if (a === undefined || b === undefined) return products;
  const values = a.length / rows;
  for (let row = 0; row < rows; row += 1) {
    let [ab, aa, bb] = [0, 0, 0];
    for (let at = row * values; at < (row + 1) * values; at += 1) {
      const x = a[at] ?? 0;
      const y = b[at] ?? 0;
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
    products.set([ab, aa, bb], 3 * row);
  }
  return products;
}
