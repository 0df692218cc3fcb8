import type { Region } from "../plan/region";

/** One `array` that a kernel sees. */
export interface Binding {
  readonly name: string;
  /** `write` also covers kernels that add to what is there. */
  readonly access: "read" | "write";
  readonly type: "f32" | "vec4f" | "u32" | "i32";
  /** Elements of that type. */
  readonly length: number;
}

/**
 * A shader specialised for one shape. Equal shapes give equal text, and pipelines are shared by text, so nothing in the
 * text may name a layer.
 */
export interface Kernel {
  /** Family, for profiles: `convForward`, `normStats`. */
  readonly family: string;
  readonly code: string;
  /** One letter per binding: `r` or `w`, and `u` for numbers that are the same for all invocations. The bind group layout. */
  readonly access: string;
  /** Words of each binding. */
  readonly words: readonly number[];
  readonly workgroups: readonly [x: number, y: number, z: number];
  /** Invocations per workgroup. */
  readonly invocations: number;
  /** Estimated floating-point operations. */
  readonly work: number;
  /** What it was written from, for whoever writes it in another way. */
  readonly options: KernelOptions;
}

/** A kernel with the regions that it works on, in the order of its bindings. */
export interface Dispatch {
  readonly kernel: Kernel;
  readonly regions: readonly Region[];
  /** What it writes, where a region covers more than that: for whoever inspects what was written. */
  readonly writes?: readonly Region[];
}

/** The most workgroups that every adapter takes along one axis. */
export const MAX_GROUPS = 65535;

export interface KernelOptions {
  readonly family: string;
  readonly bindings: readonly Binding[];
  readonly workgroupSize: readonly [x: number, y: number, z: number];
  readonly workgroups: readonly [x: number, y: number, z: number];
  /** Functions and constants before `main`. */
  readonly prelude?: string;
  /** Body of `main`; `id` is the global invocation. */
  readonly body: string;
  /** `main` works by workgroups: `group` and `lane`, the invocation within it, stand for `id`. What follows from `group` is the same
   * for all of a workgroup, and the compiler knows it: loops with barriers need that. */
  readonly inWorkgroups?: boolean;
  readonly work: number;
}

const IN_WORKGROUPS = "@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32";

/**
 * Writes the shader: fixed-size arrays (their bounds checks are cheap, because they are constants), then `main`.
 * @throws RangeError when a dispatch exceeds what adapters take along one axis.
 */
export function kernel(options: KernelOptions): Kernel {
  const { family, bindings, workgroupSize, workgroups, prelude = "", body, inWorkgroups = false, work } = options;
  if (workgroups.some((count) => count > MAX_GROUPS || count < 1)) {
    throw new RangeError(`${family}: ${workgroups.join("×")} workgroups; 1 to ${MAX_GROUPS} per axis are possible`);
  }
  const declarations = bindings.map(({ name, access, type, length }, index) => {
    const mode = access === "read" ? "read" : "read_write";
    return `@group(0) @binding(${index}) var<storage, ${mode}> ${name}: array<${type}, ${length}>;\n`;
  });
  const code = `${declarations.join("")}${prelude}
@compute @workgroup_size(${workgroupSize.join(", ")})
fn main(${inWorkgroups ? IN_WORKGROUPS : "@builtin(global_invocation_id) id: vec3u"}) {
${body}
}
`;
  return {
    family,
    code,
    access: bindings.map(({ access }) => (access === "read" ? "r" : "w")).join(""),
    words: bindings.map(({ type, length }) => (type === "vec4f" ? 4 * length : length)),
    workgroups,
    invocations: workgroupSize.reduce((product, size) => product * size),
    work,
    options,
  };
}

/** Invocations per workgroup of a linear kernel. */
const LINEAR = 64;

export interface LinearOptions {
  readonly family: string;
  readonly bindings: readonly Binding[];
  /** Invocations that have something to do. */
  readonly count: number;
  readonly prelude?: string;
  /** Body of `main`; `i` runs over 0 … count − 1. */
  readonly body: string;
  readonly work?: number;
}

/** One invocation per element, numbered by `i`. */
export function linearKernel({ family, bindings, count, prelude, body, work }: LinearOptions): Kernel {
  const groups = Math.ceil(count / LINEAR);
  const x = Math.min(groups, 16384);
  const y = Math.ceil(groups / x);
  const index = y === 1 ? "id.x" : `id.x + id.y * ${x * LINEAR}u`;
  return kernel({
    family,
    bindings,
    workgroupSize: [LINEAR, 1, 1],
    workgroups: [x, y, 1],
    ...(prelude === undefined ? {} : { prelude }),
    body: `  let i = ${index};\n  if (i >= ${count}u) { return; }\n${body}`,
    work: work ?? count,
  });
}

/** Splits a count of workgroups over two axes: `[count, 1]`, or as square as needed. */
export function overTwoAxes(count: number): readonly [number, number] {
  if (count <= MAX_GROUPS) return [count, 1];
  const second = Math.ceil(count / MAX_GROUPS);
  return [Math.ceil(count / second), second];
}

export function read(name: string, length: number, type: Binding["type"] = "f32"): Binding {
  return { name, access: "read", type, length };
}

export function write(name: string, length: number, type: Binding["type"] = "f32"): Binding {
  return { name, access: "write", type, length };
}

/** A WGSL literal of a number in single precision. */
export function f32(value: number): string {
  const text = String(Math.fround(value));
  if (!Number.isFinite(Math.fround(value)))
    throw new RangeError(`f32: expected a number that WGSL can write, got ${value}`);
  return /[.e]/.test(text) ? `${text}f` : `${text}.0f`;
}
