import type { AdapterFacts } from "../../device";
import { kernel, linearKernel, overTwoAxes, read, write, type Kernel } from "../kernel";

/** On a card: neighbouring sums in a workgroup, and invocations that share each of them. */
const SUMS = 16;
const SHARERS = 4;

/**
 * sum[i] = Σ over parts, in a fixed order, hence the same bits at every run. Bindings: parts `[parts, count]`, sum `[count]`.
 * The second half of every split sum. In software in the order of the parts; on a card, where one after the other would be
 * one load after the other, every fourth part first, then the four sums of those.
 */
export function sumParts(count: number, parts: number, kind: AdapterFacts["kind"]): Kernel {
  const vector = count % 4 === 0;
  const type = vector ? "vec4f" : "f32";
  const length = vector ? count / 4 : count;
  const bindings = [read("parts", parts * length, type), write("sum", length, type)];
  const work = parts * count;
  if (kind === "gpu" && parts > SHARERS) {
    const [x, y] = overTwoAxes(Math.ceil(length / SUMS));
    return kernel({
      family: "sumParts",
      bindings,
      workgroupSize: [SUMS, SHARERS, 1],
      workgroups: [x, 1, y],
      prelude: `var<workgroup> shared_sums: array<${type}, ${SUMS * SHARERS}>;\n`,
      body: [
        `  let i = id.x + id.z * ${x * SUMS}u;`,
        `  let lane = id.x % ${SUMS}u;`,
        `  var total = ${type}();`,
        `  if (i < ${length}u) {`,
        `    for (var p = id.y; p < ${parts}u; p += ${SHARERS}u) { total += parts[i + p * ${length}u]; }`,
        "  }",
        `  shared_sums[id.y * ${SUMS}u + lane] = total;`,
        "  workgroupBarrier();",
        `  if (id.y != 0u || i >= ${length}u) { return; }`,
        `  for (var other = 1u; other < ${SHARERS}u; other++) { total += shared_sums[other * ${SUMS}u + lane]; }`,
        "  sum[i] = total;",
      ].join("\n"),
      work,
    });
  }
  return linearKernel({
    family: "sumParts",
    bindings,
    count: length,
    body: [
      "  var total = parts[i];",
      `  for (var p = 1u; p < ${parts}u; p++) { total += parts[i + p * ${length}u]; }`,
      "  sum[i] = total;",
    ].join("\n"),
    work,
  });
}
