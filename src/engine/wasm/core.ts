import type { BatchSource } from "../../data/batchSource";
import type { Batch, ExecutorPlan } from "../executor";
import { checkBatch } from "../plan/checkInput";
import type { Control } from "../plan/control";
import { Lowerings, type LoweredInference, type Recipe } from "../plan/lowerings";
import type { Planned } from "../plan/operations";
import type { Arena, Region } from "../plan/region";
import { DropoutKeys, type Run } from "../plan/runs";
import { TrainingState } from "../plan/state";
import { instantiate, type Kernels } from "./kernelModule";
import { ImageFeed } from "./imageFeed";
import { LinearMemory } from "./linearMemory";
import { Program } from "./program";

export interface WasmOptions {
  /** Fills dead memory with NaN between calls: slow, for tests. */
  readonly poison?: boolean;
}

/** A lowered list whose addresses are in place. */
export interface Runnable<L> {
  readonly lowered: L;
  readonly program: Program;
}

/** What every list over a batch has. */
interface BatchProgram {
  readonly control: Control;
  readonly dropout: ReadonlyMap<string, Region>;
  readonly results: Arena;
}

/** State, memory and programs of one executor, and the way of a run. */
export class Core {
  readonly plan: ExecutorPlan;
  readonly state: TrainingState;
  readonly lowerings: Lowerings;
  readonly memory = new LinearMemory();
  /** Steps done. */
  steps = 0;
  readonly #kernels: Kernels;
  readonly #poison: boolean;
  readonly #dropoutKeys: DropoutKeys;
  readonly #feed: ImageFeed;
  readonly #programs = new Map<string, Runnable<unknown>>();

  constructor(plan: ExecutorPlan, module: WebAssembly.Module, { poison = false }: WasmOptions) {
    this.plan = plan;
    this.state = new TrainingState(plan);
    this.lowerings = new Lowerings(plan, this.state);
    this.#kernels = instantiate(module, this.memory.memory);
    this.memory.start(this.#kernels.firstByte);
    this.#poison = poison;
    this.#dropoutKeys = new DropoutKeys(plan);
    this.#feed = new ImageFeed(this.memory, this.#kernels);
    this.ready(this.lowerings.step());
    this.ready(this.lowerings.inference({}));
    this.writeState(this.state.initial());
  }

  /** A list that can be run: lowered and placed when it is first asked for. */
  ready<L extends { readonly operations: readonly Planned[] }>({ key, lower }: Recipe<L>): Runnable<L> {
    const known = this.#programs.get(key);
    // Keys name the kind of list, so the type is the one that was stored.
    if (known !== undefined) return known as Runnable<L>;
    const lowered = lower();
    const program = new Program(this.memory, this.#kernels, lowered.operations, this.#poison);
    const made = { lowered, program };
    this.#programs.set(key, made);
    return made;
  }

  /** Runs a list on a batch and reads its results. */
  run<L extends BatchProgram, R>({ lowered, program }: Runnable<L>, batch: Batch, step: number, run: Run<L, R>): R {
    this.write(lowered, batch, step, run);
    program.run();
    return run.parse(this.results(lowered), lowered);
  }

  /** Everything that changes from run to run: numbers, dropout keys, images, labels. */
  write<L extends BatchProgram>(lowered: L, batch: Batch, step: number, run: Pick<Run<L, unknown>, "write">): void {
    checkBatch(this.plan, batch);
    const { control, dropout } = lowered;
    run.write(lowered);
    this.#dropoutKeys.write(control, dropout, step);
    const { images, labels } = this.lowerings;
    if (batch.source === undefined) this.memory.view(images).set(batch.images);
    else this.#feed.make(batch.source, this.memory.arena(images));
    this.memory.integers(this.memory.arena(labels), labels.words).set(batch.labels);
    if (control.arena.words > 0) this.memory.view(control.arena).set(control.staged.subarray(0, control.arena.words));
  }

  /** Inference on one batch of images; rows beyond them are zeros. */
  infer({ lowered, program }: Runnable<LoweredInference>, images: Float32Array): ArrayBuffer {
    const view = this.memory.view(this.lowerings.images);
    view.fill(0).set(images);
    program.run();
    return this.results(lowered);
  }

  /** The same on images that are made from their bytes. */
  inferFrom({ lowered, program }: Runnable<LoweredInference>, source: BatchSource): ArrayBuffer {
    const { images } = this.lowerings;
    this.memory.view(images).fill(0);
    this.#feed.make(source, this.memory.arena(images));
    program.run();
    return this.results(lowered);
  }

  /** A copy of what a list leaves behind. */
  results({ results }: { readonly results: Arena }): ArrayBuffer {
    return this.memory.view(results).slice().buffer;
  }

  /** Writes all tensors; optimiser slots and states that are absent return to their start. */
  writeState(values: ReadonlyMap<string, Float32Array>): void {
    for (const [arena, image] of this.state.images(values)) this.memory.view(arena).set(image);
  }

  readState(): ReadonlyMap<string, Float32Array> {
    return this.state.tensors(new Map(this.state.arenas.map((arena) => [arena, this.memory.view(arena)])));
  }
}
