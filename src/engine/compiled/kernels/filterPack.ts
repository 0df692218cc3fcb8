import { linearKernel, read, write, type Kernel } from "../kernel";
import type { ConvShape } from "./convShape";

/**
 * The kernel of the transposed convolution: t[r, s, o, i] = w[k−1−r, k−1−s, i, o] within each group.
 * Bindings: w `[k, k, inputs / groups, outputs]`, t `[k, k, outputs / groups, inputs]`.
 */
export function filterTranspose({ kernel: size, inputs, outputs, groups }: ConvShape): Kernel {
  const perGroup = inputs / groups;
  const perOutputGroup = outputs / groups;
  const count = size * size * perGroup * outputs;
  const tap = perGroup * outputs;
  return linearKernel({
    family: "filterTranspose",
    bindings: [read("w", count), write("t", count)],
    count,
    body: [
      `  let tap = i / ${tap}u;`,
      `  let o = (i / ${inputs}u) % ${perOutputGroup}u;`,
      `  let c = i % ${inputs}u;`,
      groups === 1
        ? `  t[i] = w[(${size * size - 1}u - tap) * ${tap}u + c * ${outputs}u + o];`
        : `  t[i] = w[(${size * size - 1}u - tap) * ${tap}u + (c % ${perGroup}u) * ${outputs}u + ` +
          `(c / ${perGroup}u) * ${perOutputGroup}u + o];`,
    ].join("\n"),
  });
}
