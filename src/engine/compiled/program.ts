import type { EngineDevice } from "../device";
import { DeviceError } from "../deviceError";
import { commandsOf, listCommands, type Command, type Merging } from "./commands";
import type { Dispatch } from "./kernel";
import type { Memory, Place, Places } from "./memory";
import { mapped } from "./readback";
import type { Region } from "../plan/region";
import { lifetimes } from "../plan/lifetimes";

/** Adds commands to an encoder. */
export type Encode = (encoder: GPUCommandEncoder) => void;

/** Reports how many of the shaders of a program are ready. */
export type Progress = (done: number, total: number) => void;

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
  readonly #places: ReadonlyMap<Region, Place>;
  readonly #poison: Poison | undefined;

  private constructor(device: EngineDevice, commands: readonly Command[], places: Places, poisons: boolean) {
    this.#device = device;
    this.#parts = split(commands, MOST_WORK[device.adapter.kind]);
    this.#places = places.of;
    this.#poison = poisons ? new Poison(device, places) : undefined;
  }

  /** Compiles all shaders side by side, then binds them. */
  static async build(
    device: EngineDevice,
    memory: Memory,
    dispatches: readonly Dispatch[],
    options: { readonly onProgress?: Progress; readonly poison?: boolean; readonly merging?: Merging } = {},
  ): Promise<Program> {
    device.gpu.pushErrorScope("out-of-memory");
    const list = listCommands(dispatches, options.merging ?? "none", device, memory);
    const places = memory.place(list.runs, list.blocks);
    const shortage = device.gpu.popErrorScope();
    let done = 0;
    const kernels = list.runs.map(({ kernel }) => kernel);
    const total = new Set(kernels.map(({ code }) => code)).size;
    const counted = new Set<string>();
    const pipelines = await Promise.all(
      kernels.map(async (kernel) => {
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
    const commands = commandsOf(list, pipelines, places, device, memory);
    return new Program(device, commands, places, options.poison === true);
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
    for (const command of this.#parts.flat()) {
      const encoder = this.#device.gpu.createCommandEncoder();
      encodePart(encoder, [command]);
      this.#device.gpu.queue.submit([encoder.finish()]);
      for (const region of command.dispatches.flatMap(written)) {
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

/** Fills transients with NaN before their first and after their last dispatch, so that a wrong lifetime shows. */
class Poison {
  readonly #source: GPUBuffer;
  readonly #births = new Map<number, GPUBuffer[]>();
  readonly #deaths = new Map<number, GPUBuffer[]>();

  constructor(device: EngineDevice, { of: places, touched }: Places) {
    let largest = 16;
    for (const [region, [first, last]] of lifetimes(touched)) {
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
