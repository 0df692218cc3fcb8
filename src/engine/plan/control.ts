import { Arena, type Region } from "./region";

/** Words of a term's slot: value coefficient, gradient coefficient, first row, end row. */
export const TERM_WORDS = 4;
/** Words of the optimiser's slot: learning rate, and for Adam the two bias corrections. */
export const OPTIMIZER_WORDS = 4;

/**
 * The numbers that the CPU writes before every run of a program: coefficients, row ranges, learning rate, dropout keys.
 * One buffer, one upload; methods and schedules never change a pipeline.
 */
export class Control {
  readonly arena: Arena;
  #floats: Float32Array<ArrayBuffer> = new Float32Array(0);
  #words = new Uint32Array(0);

  constructor(name: string) {
    this.arena = new Arena(name);
  }

  slot(name: string, words: number): Region {
    return this.arena.slot(name, words);
  }

  /** All slots are known: makes the staging memory, once. */
  seal(): void {
    this.#floats = new Float32Array(Math.max(4, this.arena.words));
    this.#words = new Uint32Array(this.#floats.buffer);
  }

  setFloats(slot: Region, a: number, b = 0, c = 0, d = 0): void {
    const at = slot.home?.offset ?? 0;
    this.#floats[at] = a;
    this.#floats[at + 1] = b;
    this.#floats[at + 2] = c;
    this.#floats[at + 3] = d;
  }

  setWord(slot: Region, value: number): void {
    this.#words[slot.home?.offset ?? 0] = value;
  }

  /** The numbers as they were written last, for the arena's beginning; integers by their bits. */
  get staged(): Float32Array<ArrayBuffer> {
    return this.#floats;
  }
}
