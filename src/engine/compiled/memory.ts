import type { EngineDevice } from "../device";
import type { Dispatch } from "./kernel";
import type { Arena, Region } from "../plan/region";
import { TransientPool } from "../plan/lifetimes";

/** A region's place on the device, in bytes. */
export interface Place {
  readonly buffer: GPUBuffer;
  readonly offset: number;
}

/** All device memory of one executor: a buffer per arena, and the transients' pool. */
export class Memory {
  readonly #device: EngineDevice;
  readonly #arenas = new Map<Arena, GPUBuffer>();
  readonly #pool = new TransientPool();
  /** Buffers of the pool's slots. */
  readonly #transients = new Map<number, GPUBuffer>();

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

  /** Where every region of a list lies. */
  place(dispatches: readonly Dispatch[]): ReadonlyMap<Region, Place> {
    const slots = this.#pool.plan(dispatches);
    const places = new Map<Region, Place>();
    for (const { regions } of dispatches) {
      for (const region of regions) {
        if (places.has(region)) continue;
        const slot = slots.get(region);
        if (region.home !== undefined) {
          places.set(region, { buffer: this.arena(region.home.arena), offset: 4 * region.home.offset });
        } else if (slot !== undefined) {
          places.set(region, { buffer: this.#transient(slot), offset: 0 });
        }
      }
    }
    return places;
  }

  destroy(): void {
    for (const buffer of this.#arenas.values()) buffer.destroy();
    for (const buffer of this.#transients.values()) buffer.destroy();
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
