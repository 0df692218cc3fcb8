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

/** A sum of parts among others. */
export interface PartSum {
  /** Words of the sum, a multiple of four. */
  readonly count: number;
  readonly parts: number;
  /** Where the sum stands in what all of them are written to, in words; a multiple of four. */
  readonly offset: number;
}

/**
 * Several sums as cards compute them, in one dispatch; the bits are those of each alone. Bindings: the parts of each, then what all sums stand in.
 * @param words of what all sums stand in.
 */
export function sumManyParts(sums: readonly PartSum[], words: number): Kernel {
  const lengths = sums.map(({ count }) => count / 4);
  const groups = lengths.map((length) => Math.ceil(length / SUMS));
  const firsts = groups.map((_, index) => groups.slice(0, index).reduce((sum, each) => sum + each, 0));
  const all = groups.reduce((sum, each) => sum + each, 0);
  const [x, z] = overTwoAxes(all);
  /** WGSL: what is done for the sum that this workgroup belongs to. */
  const forEach = (body: (index: number) => readonly string[]): readonly string[] => [
    ...sums.flatMap((_, index) => [
      `  ${index === 0 ? "" : "else "}if (place < ${(firsts[index] ?? 0) + (groups[index] ?? 0)}u) {`,
      `    let i = (place - ${firsts[index] ?? 0}u) * ${SUMS}u + lane % ${SUMS}u;`,
      `    if (i < ${lengths[index] ?? 0}u) {`,
      ...body(index),
      "    }",
      "  }",
    ]),
  ];
  return kernel({
    family: "sumParts",
    bindings: [
      ...sums.map(({ parts, count }, index) => read(`parts${index}`, (parts * count) / 4, "vec4f")),
      write("sum", words / 4, "vec4f"),
    ],
    workgroupSize: [SUMS * SHARERS, 1, 1],
    workgroups: [x, 1, z],
    inWorkgroups: true,
    prelude: `var<workgroup> shared_sums: array<vec4f, ${SUMS * SHARERS}>;\n`,
    body: [
      `  let place = group.x${z === 1 ? "" : ` + group.z * ${x}u`};`,
      "  var total = vec4f();",
      ...forEach((index) => [
        `      for (var p = lane / ${SUMS}u; p < ${sums[index]?.parts ?? 0}u; p += ${SHARERS}u) {`,
        `        total += parts${index}[i + p * ${lengths[index] ?? 0}u];`,
        "      }",
      ]),
      "  shared_sums[lane] = total;",
      "  workgroupBarrier();",
      `  if (lane >= ${SUMS}u) { return; }`,
      `  for (var other = 1u; other < ${SHARERS}u; other++) { total += shared_sums[other * ${SUMS}u + lane]; }`,
      ...forEach((index) => [`      sum[${(sums[index]?.offset ?? 0) / 4}u + i] = total;`]),
    ].join("\n"),
    work: sums.reduce((sum, { count, parts }) => sum + count * parts, 0),
  });
}
