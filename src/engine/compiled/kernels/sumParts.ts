import { linearKernel, read, write, type Kernel } from "../kernel";

/**
 * sum[i] = scale · Σ over parts, in the order of the parts. Bindings: parts `[parts, count]`, sum `[count]`.
 * The second half of every split sum: fixed order, hence the same bits at every run.
 */
export function sumParts(count: number, parts: number): Kernel {
  const vector = count % 4 === 0;
  const type = vector ? "vec4f" : "f32";
  const length = vector ? count / 4 : count;
  return linearKernel({
    family: "sumParts",
    bindings: [read("parts", parts * length, type), write("sum", length, type)],
    count: length,
    body: [
      "  var total = parts[i];",
      `  for (var p = 1u; p < ${parts}u; p++) { total += parts[i + p * ${length}u]; }`,
      "  sum[i] = total;",
    ].join("\n"),
    work: parts * count,
  });
}
