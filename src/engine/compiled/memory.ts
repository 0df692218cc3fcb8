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
  readonly #arenas = new Map<Arena, Place>();
  /** Words of the arenas that lie here. */
  #words = 0;
  readonly #pool = new TransientPool();
  /** Buffers of the pool's slots. */
  readonly #transients = new Map<number, GPUBuffer>();
  /** Buffers of arenas that lie here, and tables. */
  readonly #owned: GPUBuffer[] = [];

  constructor(device: EngineDevice) {
    this.#device = device;
  }

  /** Bytes taken so far. */
  get bytes(): number {
    return 4 * (this.#pool.words + this.#words);
  }

  /** Where an arena lies; its memory is made, all zero, at first use, when its slots must be complete. */
  arena(arena: Arena): Place {
    const known = this.#arenas.get(arena);
    if (known !== undefined) return known;
    this.#put([arena]);
    return this.arena(arena);
  }

  /** Has arenas, none of them used yet, lie side by side in one buffer; where that would be too large, each for itself. */
  join(arenas: readonly Arena[]): void {
    const words = arenas.reduce((sum, arena) => sum + arena.words, 0);
    if (4 * words <= this.#device.largestBuffer) this.#put(arenas);
  }

  /** Has an arena lie where it lies in another memory, which outlives this one. */
  borrow(arena: Arena, owner: Memory): void {
    this.#arenas.set(arena, owner.arena(arena));
  }

  /** Whether two arenas lie in one buffer. */
  areBeside(a: Arena, b: Arena): boolean {
    return this.arena(a).buffer === this.arena(b).buffer;
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
        const { buffer, offset } = this.arena(region.home.arena);
        places.set(region, { buffer, offset: offset + 4 * region.home.offset });
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
    this.#owned.push(buffer);
    this.#device.gpu.queue.writeBuffer(buffer, 0, words);
    return buffer;
  }

  destroy(): void {
    for (const buffer of this.#owned.splice(0)) buffer.destroy();
    for (const buffer of this.#transients.values()) buffer.destroy();
    this.#arenas.clear();
    this.#transients.clear();
  }

  /** Makes one buffer for arenas. */
  #put(arenas: readonly Arena[]): void {
    const [first] = arenas;
    if (first === undefined) return;
    const words = arenas.reduce((sum, arena) => sum + arena.words, 0);
    const buffer = this.#make(first.name, words);
    this.#owned.push(buffer);
    this.#words += words;
    let offset = 0;
    for (const arena of arenas) {
      this.#arenas.set(arena, { buffer, offset });
      offset += 4 * arena.words;
    }
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
