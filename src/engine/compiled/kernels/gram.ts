import { kernel, linearKernel, overTwoAxes, read, write, type Kernel } from "../kernel";
import { GRAM_CHUNK, pairCount } from "../../plan/gramLayout";

/**
 * Inner products of every pair of gradients over one chunk of the arena. Slots are padded with zeros to the arena's
 * alignment, which divides the chunk. Bindings: gradients `[losses, stride]`, parts `[chunks, pairs]`.
 */
export function gramChunks(losses: number, stride: number, chunks: number): Kernel {
  const pairs = pairCount(losses);
  const [y, z] = overTwoAxes(Math.ceil(chunks / 16));
  const cases: string[] = [];
  let pair = 0;
  for (let a = 0; a < losses; a += 1) {
    for (let b = a; b < losses; b += 1) {
      cases.push(`    case ${pair}u: { first = ${(a * stride) / 4}u; second = ${(b * stride) / 4}u; }`);
      pair += 1;
    }
  }
  return kernel({
    family: "gramChunks",
    bindings: [read("gradients", (losses * stride) / 4, "vec4f"), write("parts", chunks * pairs)],
    workgroupSize: [4, 16, 1],
    workgroups: [Math.ceil(pairs / 4), y, z],
    body: [
      `  let chunk = id.y${z > 1 ? ` + id.z * ${y * 16}u` : ""};`,
      `  if (id.x >= ${pairs}u || chunk >= ${chunks}u) { return; }`,
      "  var first = 0u;",
      "  var second = 0u;",
      "  switch (id.x) {",
      ...cases,
      "    default: {}",
      "  }",
      `  let begin = chunk * ${GRAM_CHUNK / 4}u;`,
      `  let to = min(begin + ${GRAM_CHUNK / 4}u, ${stride / 4}u);`,
      "  var total = vec4f();",
      "  for (var at = begin; at < to; at++) { total += gradients[first + at] * gradients[second + at]; }",
      `  parts[chunk * ${pairs}u + id.x] = (total.x + total.y) + (total.z + total.w);`,
    ].join("\n"),
    work: 2 * pairs * stride,
  });
}

/** Sums a layer's chunks in order. Bindings: parts, gram `[layers, pairs]`. */
export function gramLayers(losses: number, chunks: number, bounds: readonly (readonly [number, number])[]): Kernel {
  const pairs = pairCount(losses);
  const layers = bounds.length;
  return linearKernel({
    family: "gramLayers",
    bindings: [read("parts", chunks * pairs), write("gram", layers * pairs)],
    count: layers * pairs,
    prelude:
      `const FROM = array<u32, ${layers}>(${bounds.map(([from]) => `${from}u`).join(", ")});\n` +
      `const TO = array<u32, ${layers}>(${bounds.map(([, to]) => `${to}u`).join(", ")});\n`,
    body: [
      `  let layer = i / ${pairs}u;`,
      `  let pair = i % ${pairs}u;`,
      "  var total = 0.0;",
      `  for (var chunk = FROM[layer]; chunk < TO[layer]; chunk++) { total += parts[chunk * ${pairs}u + pair]; }`,
      "  gram[i] = total;",
    ].join("\n"),
    work: chunks * pairs,
  });
}
