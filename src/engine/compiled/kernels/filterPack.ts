import { linearKernel, read, write, type Kernel } from "../kernel";
import { inputVector, transposed } from "./convShape";
import type { ConvShape } from "../../plan/shapes";

/**
 * A kernel in the order in which convolutions read it: `[k, k, inputs / groups / 4, outputs]` of vectors over four input
 * channels, which one load fetches and one dot product consumes. Only for input channels that come in fours.
 * Bindings: w `[k, k, inputs / groups, outputs]`, packed.
 */
export function filterPack({ kernel: size, inputs, outputs, groups }: ConvShape): Kernel {
  const quads = inputs / groups / 4;
  const count = size * size * quads * outputs;
  return linearKernel({
    family: "filterPack",
    bindings: [read("w", 4 * count), write("packed", count, "vec4f")],
    count,
    body: [
      `  let at = (i / ${outputs}u) * ${4 * outputs}u + i % ${outputs}u;`,
      `  packed[i] = vec4f(w[at], w[at + ${outputs}u], w[at + ${2 * outputs}u], w[at + ${3 * outputs}u]);`,
    ].join("\n"),
    work: 4 * count,
  });
}

/**
 * The kernel of the transposed convolution, t[r, s, o, i] = w[k−1−r, k−1−s, i, o] within each group; packed in fours of o
 * where they come in fours. Bindings: w `[k, k, inputs / groups, outputs]`, t `[k, k, outputs / groups (/ 4), inputs]`.
 */
export function filterTranspose(shape: ConvShape): Kernel {
  const { kernel: size, inputs, outputs, groups } = shape;
  const vector = inputVector(transposed(shape));
  const perGroup = inputs / groups;
  const perOutputGroup = outputs / groups;
  const count = (size * size * perGroup * outputs) / vector;
  const tap = perGroup * outputs;
  const first = groups === 1 ? "" : ` + (c / ${perGroup}u) * ${perOutputGroup}u`;
  return linearKernel({
    family: "filterTranspose",
    bindings: [read("w", count * vector), write("t", count, vector === 4 ? "vec4f" : "f32")],
    count,
    body: [
      `  let tap = i / ${tap / vector}u;`,
      `  let o = (i / ${inputs}u) % ${perOutputGroup / vector}u;`,
      `  let c = i % ${inputs}u;`,
      `  let at = (${size * size - 1}u - tap) * ${tap}u + (c % ${perGroup}u) * ${outputs}u + o * ${vector}u${first};`,
      vector === 4 ? "  t[i] = vec4f(w[at], w[at + 1u], w[at + 2u], w[at + 3u]);" : "  t[i] = w[at];",
    ].join("\n"),
    work: count * vector,
  });
}
