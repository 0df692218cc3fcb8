import { kernel, read, write, type Kernel } from "../kernel";

/** Invocations that share a row. */
const LANES = 64;

/**
 * Inner product and squared norms of two tensors, row by row, summed in a fixed order.
 * Bindings: a, b `[rows, values]`, products `[rows, 3]`: a·b, a·a, b·b.
 */
export function rowProducts(rows: number, values: number): Kernel {
  return kernel({
    family: "rowProducts",
    bindings: [read("a", rows * values), read("b", rows * values), write("products", 3 * rows)],
    workgroupSize: [LANES, 1, 1],
    workgroups: [rows, 1, 1],
    prelude: `var<workgroup> part: array<vec3f, ${LANES}>;\n`,
    body: [
      `  let row = id.x / ${LANES}u;`,
      `  let lane = id.x % ${LANES}u;`,
      `  let base = row * ${values}u;`,
      "  var sum = vec3f();",
      `  for (var k = lane; k < ${values}u; k += ${LANES}u) {`,
      "    let x = a[base + k];",
      "    let y = b[base + k];",
      "    sum += vec3f(x * y, x * x, y * y);",
      "  }",
      "  part[lane] = sum;",
      "  workgroupBarrier();",
      "  if (lane != 0u) { return; }",
      `  for (var other = 1u; other < ${LANES}u; other++) { sum += part[other]; }`,
      "  products[3u * row] = sum.x;",
      "  products[3u * row + 1u] = sum.y;",
      "  products[3u * row + 2u] = sum.z;",
    ].join("\n"),
    work: 6 * rows * values,
  });
}
