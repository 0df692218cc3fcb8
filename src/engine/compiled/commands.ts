import type { Region } from "../plan/region";
import type { EngineDevice } from "../device";
import type { Dispatch, Kernel } from "./kernel";
import type { Memory, Places } from "./memory";
import { elementBytes, instanced, sharingOf, tablePlace, TABLE_WORDS, type Sharing } from "./merging/instances";
import { mergeDispatches, type Merged } from "./merging/mergeDispatches";
import { Neighbours, type InBlock } from "./merging/neighbours";

/**
 * How a list is run: as it is; each dispatch as the one instance of its kernel; or equal ones together. The last two have their
 * pipelines in common, hence the same bits.
 */
export type Merging = "none" | "alone" | "together";

/** What is encoded at once. */
export interface Command {
  readonly family: string;
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  readonly workgroups: readonly [x: number, y: number, z: number];
  readonly work: number;
  /** What it does, one or more. */
  readonly dispatches: Merged;
}

/** Dispatches that run as one, before they have a place. */
interface Run {
  readonly kernel: Kernel;
  readonly dispatches: Merged;
  readonly regions: readonly Region[];
  /** Which arrays share a binding; absent where the kernel is run as it is. */
  readonly sharing?: Sharing;
}

export interface CommandList {
  readonly runs: readonly Run[];
  /** Transients that lie in blocks. */
  readonly blocks: ReadonlyMap<Region, InBlock>;
}

/** What becomes one command, in order. */
export function listCommands(
  dispatches: readonly Dispatch[],
  merging: Merging,
  device: EngineDevice,
  memory: Memory,
): CommandList {
  if (merging === "none") {
    const runs = dispatches.map((dispatch) => ({ ...dispatch, dispatches: [dispatch] }));
    return { runs, blocks: new Map() };
  }
  const written = new Map<string, Kernel>();
  const runOf = (together: Merged): readonly Run[] => {
    const [first] = together;
    if (first === undefined) return [];
    const sharing = sharingOf(first);
    const regions = together.flatMap((dispatch) => dispatch.regions);
    if (sharing === undefined) return [{ kernel: first.kernel, dispatches: together, regions }];
    const key = JSON.stringify(sharing) + first.kernel.code;
    const kernel = written.get(key) ?? instanced(first.kernel, sharing);
    written.set(key, kernel);
    return [{ kernel, dispatches: together, regions, sharing }];
  };
  if (merging === "alone") return { runs: dispatches.flatMap((dispatch) => runOf([dispatch])), blocks: new Map() };
  const neighbours = new Neighbours(dispatches, device.largestBuffer / 4, (a, b) => memory.areBeside(a, b));
  const merged = mergeDispatches(dispatches, neighbours);
  return { runs: merged.flatMap(runOf), blocks: neighbours.blocks(merged.flat()) };
}

/** Binds every run to its places. @param pipelines by run. */
export function commandsOf(
  { runs }: CommandList,
  pipelines: readonly GPUComputePipeline[],
  places: Places,
  device: EngineDevice,
  memory: Memory,
): readonly Command[] {
  const numbers = new Uint32Array(TABLE_WORDS * runs.length);
  const shown = runs.map((run, index) => bindingsOf(run, places, numbers.subarray(TABLE_WORDS * index)));
  const table = runs.some(({ sharing }) => sharing !== undefined) ? memory.table(numbers) : undefined;
  return runs.map(({ kernel, dispatches }, index): Command => {
    const pipeline = pipelines[index];
    if (pipeline === undefined) throw new Error(`${kernel.family}: no pipeline`);
    const entries = [...(shown[index] ?? [])];
    if (table !== undefined && runs[index]?.sharing !== undefined) {
      entries.push({ buffer: table, offset: 4 * TABLE_WORDS * index, size: 4 * TABLE_WORDS });
    }
    const [x, y, z] = kernel.workgroups;
    return {
      family: kernel.family,
      pipeline,
      bindings: device.gpu.createBindGroup({
        layout: device.pipelines.layout(kernel),
        entries: entries.map((resource, binding) => ({ binding, resource })),
      }),
      workgroups: [x, y, z * dispatches.length],
      work: kernel.work * dispatches.length,
      dispatches,
    };
  });
}

/** What a run's bindings show. @param table gets, by instance and array, where it begins. */
function bindingsOf(
  { kernel, dispatches, sharing }: Run,
  { of: places }: Places,
  table: Uint32Array,
): GPUBufferBinding[] {
  const bound = dispatches.flatMap((dispatch, instance) =>
    dispatch.regions.map((region, array) => {
      const place = places.get(region);
      if (place === undefined) throw new Error(`${kernel.family}: ${region.name} has no place`);
      return { instance, array, ...place, end: place.offset + 4 * (dispatch.kernel.words[array] ?? 0) };
    }),
  );
  if (sharing === undefined) return bound.map(({ buffer, offset, end }) => ({ buffer, offset, size: end - offset }));
  return sharing.map((arrays) => {
    const all = bound.filter(({ array }) => arrays.includes(array));
    const [buffer] = all.map((each) => each.buffer);
    if (buffer === undefined || all.some((each) => each.buffer !== buffer)) {
      throw new Error(`${kernel.family}: what one binding shows lies in several buffers`);
    }
    const from = Math.min(...all.map(({ offset }) => offset));
    const to = Math.max(...all.map(({ end }) => end));
    for (const { instance, array, offset } of all) {
      const element = kernel.options.bindings[array];
      if (element !== undefined) table[tablePlace(instance, array)] = (offset - from) / elementBytes(element);
    }
    return { buffer, offset: from, size: to - from };
  });
}
