import { lifetimes, type Toucher } from "../plan/lifetimes";
import { perform, type Planned } from "../plan/operations";
import type { Region } from "../plan/region";
import { regionsOf } from "../plan/regionsOf";
import { family } from "./emit/family";
import { Emission, isRegion, type Argument } from "./emission";
import type { KernelFunction, Kernels } from "./kernelModule";
import type { LinearMemory } from "./linearMemory";
import { workOf } from "./workOf";

interface Command extends Toucher {
  readonly kernel: string;
  readonly run: KernelFunction;
  readonly values: readonly number[];
  /** Position of the operation in the plan. */
  readonly operation: number;
}

/** What one call of a kernel took. */
export interface ProfileEntry {
  readonly kernel: string;
  /** Floating-point operations, where they are what counts: convolutions and matrix products; else 0. */
  readonly work: number;
  readonly ms: number;
}

/** A plan's calls with every address in place: running it allocates nothing. */
export class Program {
  readonly #memory: LinearMemory;
  readonly #operations: readonly Planned[];
  readonly #commands: readonly Command[];
  readonly #places: ReadonlyMap<Region, number>;
  readonly #poison: Poison | undefined;

  /**
   * @param poison fills dead memory with NaN between calls: for tests.
   * @throws DeviceError when there is no room; Error for a call that does not suit its kernel.
   */
  constructor(memory: LinearMemory, kernels: Kernels, operations: readonly Planned[], poison = false) {
    this.#memory = memory;
    this.#operations = operations;
    const calls = operations.flatMap((planned, operation) => {
      const emission = new Emission();
      perform(family, emission, planned);
      return emission.calls.map((call) => ({ ...call, operation, regions: call.values.filter(isRegion) }));
    });
    this.#places = memory.place(calls);
    this.#commands = calls.map(({ kernel, values, operation, regions }) => {
      const run = kernels.find(kernel);
      if (run.length !== values.length) {
        throw new Error(`${kernel}: ${values.length} values for ${run.length} parameters`);
      }
      return { kernel, run, values: values.map((value) => this.#valueOf(value)), operation, regions };
    });
    this.#poison = poison ? new Poison(memory, this.#commands, this.#places) : undefined;
  }

  get calls(): number {
    return this.#commands.length;
  }

  run(): void {
    this.#commands.forEach((command, index) => this.#call(command, index));
  }

  /**
   * Runs call by call with a clock, which changes the state: for benchmarks.
   * @param now milliseconds
   */
  profile(now: () => number): readonly ProfileEntry[] {
    return this.#commands.map((command, index) => {
      const start = now();
      this.#call(command, index);
      const planned = this.#operations[command.operation];
      return { kernel: command.kernel, work: planned === undefined ? 0 : workOf(planned), ms: now() - start };
    });
  }

  /**
   * Runs operation by operation and looks at what each one wrote, until something is found: for diagnoses.
   * @param name what a region is called; undefined for regions that are not worth reading.
   */
  inspect<N, T>(
    name: (region: Region) => N | undefined,
    look: (name: N, values: Float32Array) => T | undefined,
  ): T | undefined {
    // What is written in parts must not show numbers that another program left in the same memory.
    for (const [region, address] of this.#places) {
      if (region.home === undefined) this.#memory.floats(address, region.words).fill(0);
    }
    let next = 0;
    for (const [operation, planned] of this.#operations.entries()) {
      for (let command = this.#commands[next]; command?.operation === operation; command = this.#commands[next]) {
        this.#call(command, next);
        next += 1;
      }
      for (const region of regionsOf(planned.writes)) {
        const called = name(region);
        const address = this.#places.get(region);
        if (called === undefined || address === undefined) continue;
        const found = look(called, this.#memory.floats(address, region.words));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #call({ run, values }: Command, index: number): void {
    this.#poison?.before(index);
    run(...values);
    this.#poison?.after(index);
  }

  #valueOf(value: Argument): number {
    if (!isRegion(value)) return Number(value ?? 0);
    const address = this.#places.get(value);
    if (address === undefined) throw new Error(`${value.name} has no place`);
    return address;
  }
}

/** Fills transients with NaN before their first and after their last call, so that a wrong lifetime shows. */
class Poison {
  readonly #memory: LinearMemory;
  readonly #births = new Map<number, (readonly [address: number, words: number])[]>();
  readonly #deaths = new Map<number, (readonly [address: number, words: number])[]>();

  constructor(memory: LinearMemory, list: readonly Toucher[], places: ReadonlyMap<Region, number>) {
    this.#memory = memory;
    for (const [region, [first, last]] of lifetimes(list)) {
      const piece = [places.get(region) ?? 0, region.words] as const;
      this.#births.set(first, [...(this.#births.get(first) ?? []), piece]);
      this.#deaths.set(last, [...(this.#deaths.get(last) ?? []), piece]);
    }
  }

  before(call: number): void {
    this.#fill(this.#births.get(call));
  }

  after(call: number): void {
    this.#fill(this.#deaths.get(call));
  }

  #fill(pieces: readonly (readonly [address: number, words: number])[] = []): void {
    for (const [address, words] of pieces) this.#memory.floats(address, words).fill(Number.NaN);
  }
}
