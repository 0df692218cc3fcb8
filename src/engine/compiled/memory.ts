import type { EngineDevice } from "../device";
import type { Arena, Region } from "../plan/region";
import { TransientPool, type Toucher } from "../plan/lifetimes";
import type { InBlock } from "./merging/neighbours";

/** A region's place on the device, in bytes. */
export interface Place {
  readonly buffer: GPUBuffer;
  readonly offset: number;
}

/** Where regions lie, and which memory is touched when. */
export interface Places {
  readonly of: ReadonlyMap<Region, Place>;
  readonly touched: readonly Toucher[];
}

/** All device memory of one executor: a buffer per arena, and the transients' pool. */
export class Memory {
  readonly #device: EngineDevice;
  readonly #arenas = new Map<Arena, GPUBuffer>();
  readonly #pool = new TransientPool();
  /** Buffers of the pool's slots. */
  readonly #transients = new Map<number, GPUBuffer>();
  readonly #tables: GPUBuffer[] = [];

  constructor(device: EngineDevice) {
    this.#device = device;
  }

  /** Bytes taken so far. */
  get bytes(): number {
    let words = this.#pool.words;
    for (const arena of this.#arenas.keys()) words += arena.words;
    return 4 * words;
  }

  /** The buffer of an arena; made, all zero, at first use, when its slots must be complete. */
  arena(arena: Arena): GPUBuffer {
    const known = this.#arenas.get(arena);
    if (known !== undefined) return known;
    const buffer = this.#make(arena.name, arena.words);
    this.#arenas.set(arena, buffer);
    return buffer;
  }

  /** Whether two arenas lie in one buffer. */
  areBeside(a: Arena, b: Arena): boolean {
    return a === b;
  }

  /**
   * Where every region of a list lies, and every block.
   * @param list what is done at once, in order.
   * @param blocks which block a transient lies in, of those that do not lie alone.
   */
  place(list: readonly Toucher[], blocks: ReadonlyMap<Region, InBlock> = new Map()): Places {
    const blockOf = (region: Region): Region => blocks.get(region)?.block ?? region;
    const blocked = list.map(({ regions }) => ({ regions: [...new Set(regions.map(blockOf))] }));
    const slots = this.#pool.plan(blocked);
    const places = new Map<Region, Place>();
    for (const region of blocked.flatMap(({ regions }) => regions)) {
      if (places.has(region)) continue;
      const slot = slots.get(region);
      if (region.home !== undefined) {
        places.set(region, { buffer: this.arena(region.home.arena), offset: 4 * region.home.offset });
      } else if (slot !== undefined) {
        places.set(region, { buffer: this.#transient(slot), offset: 0 });
      }
    }
    for (const [region, { block, offset }] of blocks) {
      const place = places.get(block);
      if (place !== undefined) places.set(region, { buffer: place.buffer, offset: place.offset + 4 * offset });
    }
    return { of: places, touched: blocked };
  }

  /** A small table that a program's dispatches read, written once. */
  table(words: Uint32Array<ArrayBuffer>): GPUBuffer {
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    const buffer = this.#device.createBuffer("table", words.byteLength, usage);
    this.#tables.push(buffer);
    this.#device.gpu.queue.writeBuffer(buffer, 0, words);
    return buffer;
  }

  destroy(): void {
    for (const buffer of this.#arenas.values()) buffer.destroy();
    for (const buffer of this.#transients.values()) buffer.destroy();
    for (const buffer of this.#tables.splice(0)) buffer.destroy();
    this.#arenas.clear();
    this.#transients.clear();
  }

  #transient(slot: number): GPUBuffer {
    const known = this.#transients.get(slot);
    if (known !== undefined) return known;
    const buffer = this.#make("transient", this.#pool.make(slot));
    this.#transients.set(slot, buffer);
    return buffer;
  }

  #make(label: string, words: number): GPUBuffer {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    return this.#device.createBuffer(label, 4 * words, usage);
  }
}
