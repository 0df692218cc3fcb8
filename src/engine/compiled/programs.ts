import type { EngineDevice } from "../device";
import type { EvaluateOptions, ExecutorPlan, FeaturePair, Snapshot } from "../executor";
import { Lowerings, type LoweredInference, type Recipe } from "../plan/lowerings";
import type { LoweredProbe } from "../plan/probing";
import type { TrainingState } from "../plan/state";
import type { Lowered, LoweredStep } from "../plan/training";
import type { EmissionOptions } from "./emission";
import { emitKernels } from "./emit/family";
import type { Merging } from "./commands";
import type { Dispatch } from "./kernel";
import { Memory } from "./memory";
import { Program, type Progress } from "./program";
import { Readback } from "./readback";
import type { Tuner } from "./tuning/tuner";

export interface CompiledOptions {
  /** Recorded kernel variants by shape, from a snapshot; others are chosen for the adapter. */
  readonly variants?: Snapshot["variants"];
  /** Chooses variants by measuring; where there is none they are estimated. */
  readonly tuner?: Tuner;
  /** Fills dead memory with NaN between dispatches: slow, for tests. */
  readonly poison?: boolean;
  /** How lists are run; as the adapter's kind has it when absent. */
  readonly merging?: Merging;
}

/** A lowered list that is compiled and bound, with its way back. */
export interface Runnable<L> {
  readonly lowered: L;
  readonly program: Program;
  readonly readback: Readback;
}

/** A lowered list as dispatches, before anything is compiled. */
export interface Listed<L> {
  readonly lowered: L;
  readonly dispatches: readonly Dispatch[];
}

/**
 * All programs of one executor and the memory that they share. The training step is compiled at once, everything else when it
 * is first asked for.
 */
export class Programs {
  readonly lowerings: Lowerings;
  readonly #plan: ExecutorPlan;
  readonly #device: EngineDevice;
  readonly #poison: boolean;
  readonly #tuner: Tuner | undefined;
  readonly #merging: Merging;
  readonly #emission: EmissionOptions;
  readonly #cache = new Map<string, Runnable<unknown>>();
  #memory: Memory;

  constructor(plan: ExecutorPlan, device: EngineDevice, state: TrainingState, options: CompiledOptions) {
    this.#plan = plan;
    this.#device = device;
    this.lowerings = new Lowerings(plan, state);
    this.#poison = options.poison === true;
    this.#tuner = options.tuner;
    this.#merging = options.merging ?? (device.adapter.kind === "gpu" ? "together" : "none");
    this.#memory = new Memory(device);
    this.#emission = {
      adapterKind: device.adapter.kind,
      variants: new Map(Object.entries(options.variants ?? {})),
    };
  }

  get memory(): Memory {
    return this.#memory;
  }

  /** Kernel variants in use, by shape, sorted. */
  get variants(): Snapshot["variants"] {
    return Object.fromEntries([...this.#emission.variants].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Compiles what the first step needs: it does not wait for evaluation, which shares most of its kernels. */
  async build(onProgress?: Progress): Promise<void> {
    await this.makeStep(onProgress);
  }

  /** The training step; undefined until it is made. */
  get step(): Runnable<LoweredStep> | undefined {
    return this.#cache.get("step") as Runnable<LoweredStep> | undefined;
  }

  /** Makes the training step, unless there is one. */
  makeStep(onProgress?: Progress): Promise<Runnable<LoweredStep>> {
    return this.#make(this.lowerings.step(), onProgress, this.#told);
  }

  /** The training step as dispatches, for a program that takes the steps of several executors. */
  async listStep(): Promise<Listed<LoweredStep>> {
    return this.#list(this.lowerings.step());
  }

  /** Such a program as this executor sees it; it goes with this executor's own ones. */
  shareStep(lowered: LoweredStep, program: Program): Runnable<LoweredStep> {
    return this.#keep("step together", lowered, program, this.#told);
  }

  /** What of a step's results is read back every time: no more than there is. */
  get #told(): number | undefined {
    const { terms, graph, clip } = this.#plan;
    return clip === undefined ? terms.length + graph.heads.length : undefined;
  }

  /** The training step dispatch by dispatch, in the order in which it was lowered. */
  async inspection(): Promise<Runnable<LoweredStep>> {
    if (this.#merging !== "together") return this.makeStep();
    const { key, lower } = this.lowerings.step();
    return this.#make({ key: `${key} alone`, lower }, undefined, undefined, "alone");
  }

  inference(options: EvaluateOptions): Promise<Runnable<LoweredInference>> {
    return this.#make(this.lowerings.inference(options));
  }

  /** @param losses by loss: which terms it uses. */
  probe(losses: readonly (readonly boolean[])[], features: readonly FeaturePair[]): Promise<Runnable<LoweredProbe>> {
    return this.#make(this.lowerings.probe(losses, features));
  }

  /** @param active which terms count. */
  gradients(active: readonly boolean[]): Promise<Runnable<Lowered>> {
    return this.#make(this.lowerings.gradients(active));
  }

  /**
   * Takes over the kernel variants of a snapshot; where they differ from those in use, everything is compiled anew.
   * The state's memory is lost then: the caller writes it next.
   */
  async adopt(variants: Snapshot["variants"]): Promise<void> {
    const own = this.#emission.variants;
    const same = Object.entries(variants).every(([shape, variant]) => (own.get(shape) ?? variant) === variant);
    if (!same) {
      await Promise.all([...this.#cache.values()].map(({ readback }) => readback.drained()));
      this.release();
      this.#memory = new Memory(this.#device);
      own.clear();
    }
    for (const [shape, variant] of Object.entries(variants)) own.set(shape, variant);
    if (!same) await this.build();
  }

  /** Frees all memory. */
  release(): void {
    for (const { readback } of this.#cache.values()) readback.destroy();
    this.#cache.clear();
    this.#memory.destroy();
  }

  async #make<L extends Pick<Lowered, "operations" | "results">>(
    { key, lower }: Recipe<L>,
    onProgress?: Progress,
    told?: number,
    merging = this.#merging,
  ): Promise<Runnable<L>> {
    const known = this.#cache.get(key);
    // Keys name the kind of program, so the type is the one that was stored.
    if (known !== undefined) return known as Runnable<L>;
    const { lowered, dispatches } = await this.#list({ key, lower });
    const program = await Program.build(this.#device, this.#memory, dispatches, {
      poison: this.#poison,
      merging,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    return this.#keep(key, lowered, program, told);
  }

  async #list<L extends Pick<Lowered, "operations">>({ lower }: Recipe<L>): Promise<Listed<L>> {
    const lowered = lower();
    await this.#tune(lowered.operations);
    return { lowered, dispatches: emitKernels(lowered.operations, this.#emission) };
  }

  /** @param told words of the results that are read back; all when absent. */
  #keep<L extends Pick<Lowered, "results">>(key: string, lowered: L, program: Program, told?: number): Runnable<L> {
    const words = told ?? lowered.results.words;
    const readback = new Readback(this.#device, `${key} readback`, Math.max(4, 4 * words));
    const made = { lowered, program, readback };
    this.#cache.set(key, made);
    return made;
  }

  /** Has the variants of convolutions chosen by measuring that no record decides. */
  async #tune(operations: Lowered["operations"]): Promise<void> {
    const { variants } = this.#emission;
    const chosen = await this.#tuner?.choose(operations, (shape) => variants.has(shape));
    for (const [shape, variant] of chosen ?? []) variants.set(shape, variant);
  }
}
