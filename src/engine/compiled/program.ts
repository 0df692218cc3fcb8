import type { EngineDevice } from "../device";
import { DeviceError } from "../deviceError";
import type { Dispatch } from "./kernel";
import type { Memory, Place } from "./memory";
import { mapped } from "./readback";
import type { Region } from "../plan/region";
import { lifetimes } from "../plan/lifetimes";

/** Adds commands to an encoder. */
export type Encode = (encoder: GPUCommandEncoder) => void;

/** Reports how many of the shaders of a program are ready. */
export type Progress = (done: number, total: number) => void;

interface Command {
  readonly family: string;
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  readonly workgroups: readonly [x: number, y: number, z: number];
  readonly work: number;
}

/**
 * Work of one submit. A long submit can trip the watchdog of a graphics driver (2 s on Windows) and lose the device; an
 * integrated card does about 1e11 FLOP in a second. The software adapter has no watchdog, but others wait for its cores.
 */
const MOST_WORK = { software: 1.6e10, gpu: 1e11 } as const;

/** A list of dispatches with pipelines and bind groups made beforehand: running it creates nothing but an encoder. */
export class Program {
  readonly #device: EngineDevice;
  /** Commands by submit. */
  readonly #parts: readonly (readonly Command[])[];
  readonly #dispatches: readonly Dispatch[];
  readonly #places: ReadonlyMap<Region, Place>;
  readonly #poison: Poison | undefined;

  private constructor(
    device: EngineDevice,
    commands: readonly Command[],
    dispatches: readonly Dispatch[],
    places: ReadonlyMap<Region, Place>,
    poisons: boolean,
  ) {
    this.#device = device;
    this.#parts = split(commands, MOST_WORK[device.adapter.kind]);
    this.#dispatches = dispatches;
    this.#places = places;
    this.#poison = poisons ? new Poison(device, dispatches, places) : undefined;
  }

  /** Compiles all shaders side by side, then binds them. */
  static async build(
    device: EngineDevice,
    memory: Memory,
    dispatches: readonly Dispatch[],
    options: { readonly onProgress?: Progress; readonly poison?: boolean } = {},
  ): Promise<Program> {
    device.gpu.pushErrorScope("out-of-memory");
    const places = memory.place(dispatches);
    const shortage = device.gpu.popErrorScope();
    let done = 0;
    const total = new Set(dispatches.map(({ kernel }) => kernel.code)).size;
    const counted = new Set<string>();
    const pipelines = await Promise.all(
      dispatches.map(async ({ kernel }) => {
        const pipeline = await device.pipelines.get(kernel);
        if (!counted.has(kernel.code)) {
          counted.add(kernel.code);
          done += 1;
          options.onProgress?.(done, total);
        }
        return pipeline;
      }),
    );
    if ((await shortage) !== null) {
      throw new DeviceError("out-of-memory", { code: "noRoom" });
    }
    if (device.fault !== undefined) throw device.fault;
    const commands = dispatches.map((dispatch, index): Command => {
      const pipeline = pipelines[index];
      if (pipeline === undefined) throw new Error(`${dispatch.kernel.family}: no pipeline`);
      const { family, workgroups, work } = dispatch.kernel;
      return { family, pipeline, bindings: bind(device, dispatch, places), workgroups, work };
    });
    return new Program(device, commands, dispatches, places, options.poison === true);
  }

  get dispatches(): number {
    return this.#parts.reduce((sum, part) => sum + part.length, 0);
  }

  get submits(): number {
    return this.#parts.length;
  }

  /** Families and estimated work of the dispatches, in order. */
  get profile(): readonly { readonly family: string; readonly work: number }[] {
    return this.#parts.flat().map(({ family, work }) => ({ family, work }));
  }

  /** Runs everything. `first` may add work in front, `last` copies behind the final dispatch, in the same submit. */
  run(last: Encode, first?: Encode): void {
    let dispatch = 0;
    this.#parts.forEach((part, index) => {
      const encoder = this.#device.gpu.createCommandEncoder();
      if (index === 0) first?.(encoder);
      if (this.#poison === undefined) encodePart(encoder, part);
      else {
        for (const command of part) {
          this.#poison.before(encoder, dispatch);
          encodePart(encoder, [command]);
          this.#poison.after(encoder, dispatch);
          dispatch += 1;
        }
      }
      if (index === this.#parts.length - 1) last(encoder);
      this.#device.gpu.queue.submit([encoder.finish()]);
    });
  }

  /**
   * Runs dispatch by dispatch and looks at what each one wrote, until something is found: slow, for diagnoses only.
   * @param name what a region is called; undefined for regions that are not worth reading.
   */
  async inspect<N, T>(
    name: (region: Region) => N | undefined,
    look: (name: N, values: Float32Array) => T | undefined,
    first?: Encode,
  ): Promise<T | undefined> {
    this.#clearTransients(first);
    for (const [index, command] of this.#parts.flat().entries()) {
      const encoder = this.#device.gpu.createCommandEncoder();
      encodePart(encoder, [command]);
      this.#device.gpu.queue.submit([encoder.finish()]);
      const dispatch = this.#dispatches[index];
      for (const region of dispatch === undefined ? [] : written(dispatch)) {
        const called = name(region);
        const found = called === undefined ? undefined : look(called, await this.#read(region));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  /** What is written in parts must not show numbers that another program left in the same memory. */
  #clearTransients(first?: Encode): void {
    const encoder = this.#device.gpu.createCommandEncoder();
    const buffers = [...this.#places].filter(([{ home }]) => home === undefined).map(([, { buffer }]) => buffer);
    for (const buffer of new Set(buffers)) encoder.clearBuffer(buffer);
    first?.(encoder);
    this.#device.gpu.queue.submit([encoder.finish()]);
  }

  async #read(region: Region): Promise<Float32Array> {
    const place = this.#placeOf(region);
    const bytes = 4 * region.words;
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const copy = this.#device.createBuffer(`${region.name} inspected`, bytes, usage);
    const encoder = this.#device.gpu.createCommandEncoder();
    encoder.copyBufferToBuffer(place.buffer, place.offset, copy, 0, bytes);
    this.#device.gpu.queue.submit([encoder.finish()]);
    try {
      await mapped(this.#device, copy);
      return new Float32Array(copy.getMappedRange().slice(0));
    } finally {
      copy.destroy();
    }
  }

  /** Where a region lies that is bound, or whose arena is. */
  #placeOf(region: Region): Place {
    const own = this.#places.get(region);
    if (own !== undefined) return own;
    const [, beside] =
      [...this.#places].find(([{ home }]) => home !== undefined && home.arena === region.home?.arena) ?? [];
    if (beside === undefined || region.home === undefined) throw new Error(`${region.name} has no place`);
    return { buffer: beside.buffer, offset: 4 * region.home.offset };
  }

  /** Encodes each dispatch in a pass of its own, framed by timestamps 2i and 2i + 1: for profiles only. */
  encodeTimed(encoder: GPUCommandEncoder, querySet: GPUQuerySet): void {
    this.#parts.flat().forEach((command, index) => {
      const timestampWrites = {
        querySet,
        beginningOfPassWriteIndex: 2 * index,
        endOfPassWriteIndex: 2 * index + 1,
      };
      encodePart(encoder, [command], { timestampWrites });
    });
  }
}

const written = ({ kernel, regions, writes }: Dispatch): readonly Region[] =>
  writes ?? regions.filter((_, binding) => kernel.access[binding] === "w");

function encodePart(
  encoder: GPUCommandEncoder,
  part: readonly Command[],
  descriptor: GPUComputePassDescriptor = {},
): void {
  const pass = encoder.beginComputePass(descriptor);
  for (const { pipeline, bindings, workgroups } of part) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindings);
    pass.dispatchWorkgroups(workgroups[0], workgroups[1], workgroups[2]);
  }
  pass.end();
}

function split(commands: readonly Command[], most: number): readonly (readonly Command[])[] {
  const parts: Command[][] = [[]];
  let sum = 0;
  for (const command of commands) {
    if (sum > 0 && sum + command.work > most) {
      parts.push([]);
      sum = 0;
    }
    parts.at(-1)?.push(command);
    sum += command.work;
  }
  return parts;
}

function bind(device: EngineDevice, { kernel, regions }: Dispatch, places: ReadonlyMap<Region, Place>): GPUBindGroup {
  return device.gpu.createBindGroup({
    layout: device.pipelines.layout(kernel),
    entries: regions.map((region, binding) => {
      const place = places.get(region);
      if (place === undefined) throw new Error(`${kernel.family}: ${region.name} has no place`);
      const size = 4 * (kernel.words[binding] ?? 0);
      return { binding, resource: { buffer: place.buffer, offset: place.offset, size } };
    }),
  });
}

/** Fills transients with NaN before their first and after their last dispatch, so that a wrong lifetime shows. */
class Poison {
  readonly #source: GPUBuffer;
  readonly #births = new Map<number, GPUBuffer[]>();
  readonly #deaths = new Map<number, GPUBuffer[]>();

  constructor(device: EngineDevice, dispatches: readonly Dispatch[], places: ReadonlyMap<Region, Place>) {
    let largest = 16;
    for (const [region, [first, last]] of lifetimes(dispatches)) {
      const buffer = places.get(region)?.buffer;
      if (buffer === undefined) continue;
      largest = Math.max(largest, buffer.size);
      this.#births.set(first, [...(this.#births.get(first) ?? []), buffer]);
      this.#deaths.set(last, [...(this.#deaths.get(last) ?? []), buffer]);
    }
    this.#source = device.createBuffer("poison", largest, GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST);
    device.gpu.queue.writeBuffer(this.#source, 0, new Uint32Array(this.#source.size / 4).fill(0x7fc00000));
  }

  before(encoder: GPUCommandEncoder, dispatch: number): void {
    this.#fill(encoder, this.#births.get(dispatch));
  }

  after(encoder: GPUCommandEncoder, dispatch: number): void {
    this.#fill(encoder, this.#deaths.get(dispatch));
  }

  #fill(encoder: GPUCommandEncoder, buffers: readonly GPUBuffer[] = []): void {
    for (const buffer of buffers) encoder.copyBufferToBuffer(this.#source, 0, buffer, 0, buffer.size);
  }
}
