import { DeviceError } from "../deviceError";
import { TransientPool, type Toucher } from "../plan/lifetimes";
import type { Arena, Region } from "../plan/region";

const PAGE = 65536;
/** Every region starts at a cache line. */
const ALIGNMENT = 64;
/** Kernels read whole vectors behind the last value of a region. */
const BEHIND = 64;

/**
 * All memory of one executor: one WebAssembly memory, which grows when a program finds its place and never shrinks. An
 * address is a byte's number; views of the memory die when it grows, so they are made when they are used.
 */
export class LinearMemory {
  readonly memory = new WebAssembly.Memory({ initial: 1 });
  readonly #arenas = new Map<Arena, number>();
  readonly #pool = new TransientPool();
  /** Addresses of the pool's slots. */
  readonly #slots = new Map<number, number>();
  #next = 0;

  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** @param first the first byte that the module does not use itself. */
  start(first: number): void {
    this.#next = first;
  }

  /** The address of an arena; made, all zero, at first use, when its slots must be complete. */
  arena(arena: Arena): number {
    const known = this.#arenas.get(arena);
    if (known !== undefined) return known;
    const address = this.#take(arena.words);
    this.#arenas.set(arena, address);
    return address;
  }

  /** Where every region of a list lies. @throws DeviceError when there is no room. */
  place(list: readonly Toucher[]): ReadonlyMap<Region, number> {
    const slots = this.#pool.plan(list);
    const places = new Map<Region, number>();
    for (const region of new Set(list.flatMap(({ regions }) => regions))) {
      const slot = slots.get(region);
      if (region.home !== undefined) places.set(region, this.arena(region.home.arena) + 4 * region.home.offset);
      else if (slot !== undefined) places.set(region, this.#slot(slot));
    }
    return places;
  }

  floats(address: number, words: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.memory.buffer, address, words);
  }

  integers(address: number, words: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.memory.buffer, address, words);
  }

  bytesAt(address: number, count: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.memory.buffer, address, count);
  }

  /** The words of an arena, as long as the memory does not grow. */
  view(arena: Arena): Float32Array<ArrayBuffer> {
    return this.floats(this.arena(arena), arena.words);
  }

  #slot(index: number): number {
    const known = this.#slots.get(index);
    if (known !== undefined) return known;
    const address = this.#take(this.#pool.make(index));
    this.#slots.set(index, address);
    return address;
  }

  #take(words: number): number {
    const address = Math.ceil(this.#next / ALIGNMENT) * ALIGNMENT;
    const end = address + 4 * words;
    const pages = Math.ceil((end + BEHIND) / PAGE) - this.bytes / PAGE;
    if (pages > 0) this.#grow(pages, end);
    this.#next = end;
    return address;
  }

  #grow(pages: number, end: number): void {
    try {
      this.memory.grow(pages);
    } catch {
      throw new DeviceError("out-of-memory", { code: "memoryRefused", bytes: end });
    }
  }
}
