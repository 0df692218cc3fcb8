import type { Binding, Dispatch, Kernel } from "../kernel";

/*
 * A kernel for any number of instances: the same shader, work for each instance on memory of its own. Instances are numbered by
 * the workgroup's z. Where the arrays of an instance begin stands in a small table, so that one text, hence one pipeline and the
 * same bits, serves whatever runs alone and whatever runs together with others.
 *
 * One binding shows the arrays of all instances, so that they have to lie in one buffer. A buffer that is written may not be bound
 * twice where the bound ranges overlap, as those of several instances would: arrays that lie in one arena, one of them written, are
 * parts of one binding.
 */

/** The most instances of a kernel in one dispatch. */
export const MOST_INSTANCES = 16;
/** Arrays of a kernel: as many buffers as every adapter offers. */
const MOST_ARRAYS = 8;
/** Words of a dispatch's table: by instance and array, the element where it begins. */
export const TABLE_WORDS = MOST_INSTANCES * MOST_ARRAYS;

/** Arrays of a kernel by the binding that shows them. */
export type Sharing = readonly (readonly number[])[];

/** Which arrays of a dispatch share a binding; undefined where two would have to that are not of one type. */
export function sharingOf({ kernel: { access, options }, regions }: Dispatch): Sharing | undefined {
  if (regions.length > MOST_ARRAYS) return undefined;
  const shared: number[][] = [];
  for (const [array, region] of regions.entries()) {
    const arena = region.home?.arena;
    const beside = shared.find((binding) =>
      binding.some(
        (other) =>
          arena !== undefined &&
          regions[other]?.home?.arena === arena &&
          (access[array] === "w" || access[other] === "w"),
      ),
    );
    if (beside === undefined) shared.push([array]);
    else beside.push(array);
  }
  const isOne = shared.every((binding) => new Set(binding.map((array) => options.bindings[array]?.type)).size === 1);
  return isOne ? shared : undefined;
}

/** The place of an array's number in a dispatch's table. */
export const tablePlace = (instance: number, array: number): number => instance * MOST_ARRAYS + array;

/** The kernel for several instances. Its bindings: those of `sharing`, then the table. */
export function instanced(
  { family, access, work, workgroups, invocations, options }: Kernel,
  sharing: Sharing,
): Kernel {
  const { bindings, workgroupSize, prelude = "", body, inWorkgroups = false } = options;
  const shown = sharing.map((arrays) => {
    const given = arrays.flatMap((array) => bindings[array] ?? []);
    const [first] = given;
    if (first === undefined) throw new Error(`${family}: a binding without arrays`);
    return { first, given, writes: arrays.some((array) => access[array] === "w") };
  });
  const declarations = shown.map(({ first, writes }, index) => {
    const mode = writes ? "read_write" : "read";
    return `@group(0) @binding(${index}) var<storage, ${mode}> ${first.name}: array<${first.type}>;\n`;
  });
  const memoryOf = new Map(shown.flatMap(({ first, given }) => given.map(({ name }) => [name, first.name])));
  const [, , depth] = workgroups;
  const code = [
    ...declarations,
    `@group(0) @binding(${shown.length}) var<uniform> instance_places: array<vec4u, ${TABLE_WORDS / 4}>;\n`,
    ...bindings.map(({ name }) => `var<private> place_of_${name}: u32;\n`),
    placed(prelude, memoryOf),
    `
@compute @workgroup_size(${workgroupSize.join(", ")})
fn main(@builtin(workgroup_id) group_of_all: vec3u, ${inWorkgroups ? "@builtin(local_invocation_index) lane: u32" : "@builtin(global_invocation_id) id_of_all: vec3u"}) {
  let instance = group_of_all.z${depth === 1 ? "" : ` / ${depth}u`};
  let ${inWorkgroups ? "group" : "id"} = vec3u(${inWorkgroups ? "group_of_all" : "id_of_all"}.xy, group_of_all.z${depth === 1 ? " - instance" : ` % ${depth}u`});
`,
    ...bindings.map(({ name }, array) => {
      const row = `instance * ${MOST_ARRAYS / 4}u${array < 4 ? "" : " + 1u"}`;
      return `  place_of_${name} = instance_places[${row}].${"xyzw".charAt(array % 4)};\n`;
    }),
    placed(body, memoryOf),
    "\n}\n",
  ].join("");
  return {
    family,
    code,
    access: `${shown.map(({ writes }) => (writes ? "w" : "r")).join("")}u`,
    words: [],
    workgroups,
    invocations,
    work,
    options,
  };
}

/** Bytes of an element. */
export const elementBytes = ({ type }: Binding): number => (type === "vec4f" ? 16 : 4);

/** WGSL with every element of an array looked up where the array begins. @param memoryOf by array: what it is a part of. */
function placed(text: string, memoryOf: ReadonlyMap<string, string>): string {
  const access = new RegExp(`(?<![\\w.])(${[...memoryOf.keys()].join("|")})\\[`);
  const found = access.exec(text);
  if (found === null) return text;
  const [opening, name = ""] = found;
  const from = found.index + opening.length;
  const to = closing(text, from);
  const index = placed(text.slice(from, to), memoryOf);
  const before = text.slice(0, found.index);
  return `${before}${memoryOf.get(name)}[place_of_${name} + (${index})]${placed(text.slice(to + 1), memoryOf)}`;
}

/** Where the bracket closes that was opened just before `from`. */
function closing(text: string, from: number): number {
  let open = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "[") open += 1;
    else if (text[at] === "]") open -= 1;
    if (open === 0) return at;
  }
  throw new Error("a bracket of a kernel does not close");
}
