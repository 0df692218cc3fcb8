import type { EngineDevice } from "../device";
import type { Batch, ExecutorPlan } from "../executor";
import { BatchInput } from "./batchInput";
import type { Control } from "../plan/control";
import { Order } from "../plan/order";
import type { Encode, Program } from "./program";
import { Programs, type CompiledOptions, type Runnable } from "./programs";
import { Readback } from "./readback";
import type { Arena, Region } from "../plan/region";
import { DropoutKeys, type Run } from "../plan/runs";
import { TrainingState } from "../plan/state";

/** What every program over a batch has: the numbers that the CPU writes, and what is read back. */
export interface BatchProgram {
  readonly control: Control;
  /** One-word regions of dropout keys by node. */
  readonly dropout: ReadonlyMap<string, Region>;
  readonly results: Arena;
}

/** A program that can be run, with its way back. */
export interface Launchable extends Pick<Runnable<Pick<BatchProgram, "results">>, "lowered" | "readback"> {
  readonly program: Pick<Program, "run">;
}

/**
 * What the operations of an executor share: programs, state, the order of the calls, and the way of a run. An operation
 * waits for its turn (`inOrder`), has its program ready (`ready`), then writes, submits and reads (`run`).
 */
export class Core {
  readonly plan: ExecutorPlan;
  readonly device: EngineDevice;
  readonly state: TrainingState;
  readonly programs: Programs;
  readonly input: BatchInput;
  /** Steps done. */
  steps = 0;
  readonly #dropoutKeys: DropoutKeys;
  readonly #order = new Order();
  readonly #unhost: () => void;
  #disposed = false;

  constructor(plan: ExecutorPlan, device: EngineDevice, options: CompiledOptions) {
    this.plan = plan;
    this.device = device;
    this.state = new TrainingState(plan);
    this.programs = new Programs(plan, device, this.state, options);
    this.input = new BatchInput(plan, device, this.programs);
    this.#dropoutKeys = new DropoutKeys(plan);
    this.#unhost = device.host({ release: () => this.dispose() });
  }

  assertAlive(): void {
    if (this.device.fault !== undefined) throw this.device.fault;
    if (this.#disposed) throw disposedError();
  }

  /**
   * Waits for the turn, prepares, runs.
   * @param prepare what must be ready first, compiled programs or a free staging buffer; returns what to run.
   */
  async inOrder<T>(prepare: () => Promise<() => Promise<T>> | (() => Promise<T>)): Promise<T> {
    this.assertAlive();
    return this.#order.then(async () => {
      this.assertAlive();
      const run = await prepare();
      this.assertAlive();
      return { result: run() };
    });
  }

  /** True when a batch can be run at once: nobody waits for a turn and nothing has to be made first. */
  isReady(batch: Batch, { readback }: Pick<Runnable<unknown>, "readback">): boolean {
    return this.#order.isIdle && readback.isFree && this.input.isReadyFor(batch);
  }

  /** A program that can run on a batch. */
  async ready<L>(batch: Batch, find: () => Runnable<L> | Promise<Runnable<L>>): Promise<Runnable<L>> {
    const runnable = await find();
    await this.input.prepare(batch);
    await runnable.readback.free();
    return runnable;
  }

  /** Runs a program on a batch and reads its results. */
  run<L extends BatchProgram, R>(
    runnable: Runnable<L>,
    batch: Batch,
    step: number,
    { write, parse }: Run<L, R>,
  ): Promise<R> {
    const { lowered } = runnable;
    const first = this.write(lowered, batch, step, write);
    return this.execute(runnable, first, (view) => parse(view, lowered));
  }

  /**
   * Everything that changes from run to run: numbers, dropout keys, images, labels.
   * @returns what must run first, as `BatchInput.upload` does.
   */
  write<L extends BatchProgram>(
    lowered: L,
    batch: Batch,
    step: number,
    numbers: (lowered: L) => void,
  ): Encode | undefined {
    const { control, dropout } = lowered;
    numbers(lowered);
    this.#dropoutKeys.write(control, dropout, step);
    const first = this.input.upload(batch);
    const { buffer, offset } = this.programs.memory.arena(control.arena);
    this.device.gpu.queue.writeBuffer(buffer, offset, control.staged);
    return first;
  }

  /** Runs a program on what lies in its inputs and reads its results. */
  async execute<R>(
    { program, readback, lowered }: Launchable,
    first: Encode | undefined,
    parse: (view: ArrayBuffer) => R,
  ): Promise<R> {
    try {
      const source = this.programs.memory.arena(lowered.results);
      return await readback.read((last) => program.run(last, first), source, parse);
    } catch (cause) {
      throw this.device.fault ?? (this.#disposed ? disposedError() : cause);
    }
  }

  /** A copy of an arena as it is at this point of the queue. */
  async readArena(arena: Arena): Promise<Float32Array> {
    const readback = new Readback(this.device, `${arena.name} readback`, Math.max(4, 4 * arena.words));
    try {
      const source = this.programs.memory.arena(arena);
      return await readback.read(
        (last) => this.#submit(last),
        source,
        (view) => new Float32Array(view.slice(0)),
      );
    } finally {
      readback.destroy();
    }
  }

  clearArena(arena: Arena): void {
    const { buffer, offset } = this.programs.memory.arena(arena);
    if (arena.words > 0) this.#submit((encoder) => encoder.clearBuffer(buffer, offset, 4 * arena.words));
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#unhost();
    this.input.destroy();
    this.programs.release();
  }

  #submit(encode: Encode): void {
    const encoder = this.device.gpu.createCommandEncoder();
    encode(encoder);
    this.device.gpu.queue.submit([encoder.finish()]);
  }
}

function disposedError(): Error {
  return new Error("this executor was disposed");
}
