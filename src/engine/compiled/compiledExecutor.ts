import { sizeOf } from "../../graph/shape";
import type { Term } from "../../graph/term";
import { extend } from "../../random/mix32";
import { streamKey } from "../../random/purpose";
import { checkSnapshot } from "../checkSnapshot";
import type { EngineDevice } from "../device";
import { badTensor } from "../badTensor";
import type {
  BadTensor,
  Batch,
  EngineFacts,
  EvaluateOptions,
  Executor,
  ExecutorPlan,
  FeaturePair,
  GradientResult,
  HeadOutput,
  ProbeLoss,
  ProbeResult,
  Snapshot,
  StepInput,
  StepResult,
} from "../executor";
import { probeLayers } from "../gram";
import { labelScale } from "../labelScale";
import { allTerms } from "../allTerms";
import type { Control } from "./control";
import { ImageFeed } from "./imageFeed";
import { slotNames } from "./kernels/optimizer";
import { Order } from "./order";
import { collectOutput, emptyOutput } from "./outputs";
import { unpackGram } from "./probing";
import { profileProgram, type ProfileEntry } from "./profile";
import type { Progress } from "./program";
import { namedRegions } from "./namedRegions";
import { Programs, type CompiledOptions, type Runnable } from "./programs";
import { Readback } from "./readback";
import type { Arena, Region } from "./region";
import { TrainingState } from "./state";
import { usedRows } from "./terms/lowerTerms";

/** What a step costs, for the benchmark. */
export interface CompiledFacts {
  readonly dispatches: number;
  readonly submits: number;
  readonly deviceBytes: number;
}

/**
 * Lowers a network once and compiles it.
 * @param onProgress counts shaders of the training step that are ready.
 * @throws DeviceError when memory does not suffice or the device is lost.
 */
export async function createCompiledExecutor(
  plan: ExecutorPlan,
  device: EngineDevice,
  onProgress?: Progress,
  options: CompiledOptions = {},
): Promise<CompiledExecutor> {
  const executor = new CompiledExecutor(plan, device, options);
  try {
    await executor.build(onProgress);
  } catch (cause) {
    executor.dispose();
    throw device.fault ?? cause;
  }
  return executor;
}

/** The network as a static list of dispatches on one device. Made by `createCompiledExecutor`. */
export class CompiledExecutor implements Executor {
  readonly facts: EngineFacts;
  readonly #plan: ExecutorPlan;
  readonly #device: EngineDevice;
  readonly #state: TrainingState;
  readonly #programs: Programs;
  /** Keys of the dropout nodes, to be extended by the step. */
  readonly #dropoutKeys: ReadonlyMap<string, number>;
  readonly #order = new Order();
  readonly #unhost: () => void;
  #steps = 0;
  #disposed = false;
  /** Makes images on the device, for batches that come as a recipe. */
  #feed: ImageFeed | undefined;

  constructor(plan: ExecutorPlan, device: EngineDevice, options: CompiledOptions) {
    this.facts = { engine: "compiled", backend: "webgpu", adapter: device.adapter.name };
    this.#plan = plan;
    this.#device = device;
    this.#state = new TrainingState(plan);
    this.#programs = new Programs(plan, device, this.#state, options);
    this.#dropoutKeys = new Map(
      plan.graph.nodes
        .filter((node) => node.primitive.op === "dropout")
        .map((node) => [node.name, streamKey(plan.seed, "dropout", node.name)]),
    );
    this.#unhost = device.host({ release: () => this.dispose() });
  }

  /** Compiles and initialises; called once by the factory. */
  async build(onProgress?: Progress): Promise<void> {
    this.#assertAlive();
    await this.#programs.build(onProgress);
    this.#assertAlive();
    this.#state.initialise(this.#programs.memory, this.#device.gpu.queue);
  }

  get variants(): Snapshot["variants"] {
    return this.#programs.variants;
  }

  get compiledFacts(): CompiledFacts {
    const { dispatches, submits } = this.#programs.step.program;
    return { dispatches, submits, deviceBytes: this.#programs.memory.bytes };
  }

  /** Times every dispatch of a training step, which changes the state; for benchmarks. */
  profile(): Promise<readonly ProfileEntry[]> {
    this.#assertAlive();
    return profileProgram(this.#device, this.#programs.step.program);
  }

  async step(input: StepInput): Promise<StepResult> {
    this.#assertAlive();
    const { readback } = this.#programs.step;
    // The usual case allocates nothing: the queue copies the batch before this returns.
    const { source } = input.batch;
    const ready = source === undefined || this.#feed?.accepts(source) === true;
    if (ready && this.#order.isIdle && readback.isFree) return this.#runStep(input);
    const own = { ...input, coefficients: input.coefficients.slice(), batch: copied(input.batch) };
    return this.#inOrder(async () => {
      await this.#prepareImages(own.batch);
      // Read again: a restore may have replaced the program meanwhile.
      await this.#programs.step.readback.free();
      return () => this.#runStep(own);
    });
  }

  async inspect(input: StepInput, limit?: number): Promise<BadTensor | undefined> {
    this.#assertAlive();
    const own = { ...input, coefficients: input.coefficients.slice(), batch: copied(input.batch) };
    const name = namedRegions(this.#plan.graph);
    return this.#inOrder(async () => {
      await this.#prepareImages(own.batch);
      const { program, readback } = this.#programs.step;
      await readback.drained();
      return () => {
        const first = this.#writeStep(own);
        return program.inspect(name, ([kind, tensor], values) => badTensor(kind, tensor, values, limit), first);
      };
    });
  }

  async evaluate(images: Float32Array, options: EvaluateOptions = {}): Promise<readonly HeadOutput[]> {
    this.#assertAlive();
    const { batchSize, graph } = this.#plan;
    const perImage = sizeOf(graph.input);
    const rows = images.length / perImage;
    if (!Number.isInteger(rows)) {
      throw new RangeError(`evaluate: ${images.length} values are not a whole number of images of ${perImage}`);
    }
    const own = images.slice();
    return this.#inOrder(async () => {
      const runnable = await this.#programs.inference(options);
      const { heads, results } = runnable.lowered;
      const parts = heads.map((slots) => ({ slots, output: emptyOutput(slots, rows) }));
      const padded = new Float32Array(batchSize * perImage);
      const chunks: Promise<void>[] = [];
      for (let from = 0; from < rows; from += batchSize) {
        await runnable.readback.free();
        this.#assertAlive();
        padded.fill(0).set(own.subarray(from * perImage, (from + batchSize) * perImage));
        this.#write(this.#programs.images, padded);
        const count = Math.min(batchSize, rows - from);
        const chunk = this.#run(runnable, results, undefined, (view) => {
          for (const { slots, output } of parts) collectOutput(view, slots, output, from, count);
        });
        // Promise.all below reports a failure; until it listens, nobody must be alarmed.
        chunk.catch(() => undefined);
        chunks.push(chunk);
      }
      return () => Promise.all(chunks).then(() => parts.map(({ output }) => output));
    });
  }

  async probe(
    batch: Batch,
    losses: readonly ProbeLoss[],
    step: number,
    features: readonly FeaturePair[] = [],
  ): Promise<ProbeResult> {
    this.#assertAlive();
    const layers = probeLayers(this.#plan.graph);
    const ids = losses.map(({ id }) => id);
    if (losses.length === 0 || layers.length === 0) {
      return { layers, losses: ids, gram: new Float64Array(0), features: [] };
    }
    const own = copied(batch);
    const given = losses.map((loss) => ({ ...loss, coefficients: loss.coefficients.slice() }));
    return this.#inOrder(async () => {
      const used = given.map(({ coefficients }) => nonZero(coefficients));
      const runnable = await this.#programs.probe(used, features);
      await this.#prepareImages(own);
      await runnable.readback.free();
      const { control, terms, dropout, results } = runnable.lowered;
      return () => {
        const scales = this.#scales(allTerms(this.#plan), own.labels);
        given.forEach(({ coefficients, images: [from, to] = [0, this.#plan.batchSize] }, index) => {
          terms[index]?.forEach((slot, term) => {
            if (slot === undefined) return;
            control.setFloats(slot, 0, (coefficients[term] ?? 0) * (scales?.[term] ?? 1), from, to);
          });
        });
        const first = this.#upload(control, dropout, step, own);
        return this.#run(runnable, results, first, (view) => ({
          layers,
          losses: ids,
          gram: unpackGram(new Float32Array(view), layers.length, given.length),
          features: runnable.lowered.features.map((slot) =>
            new Float32Array(view, 4 * offsetOf(slot), 3 * this.#plan.batchSize).slice(),
          ),
        }));
      };
    });
  }

  async gradients(batch: Batch, coefficients: Float32Array, step: number): Promise<GradientResult> {
    this.#assertAlive();
    const own = copied(batch);
    const weights = coefficients.slice();
    const { graph, terms, batchSize } = this.#plan;
    return this.#inOrder(async () => {
      const runnable = await this.#programs.gradients(nonZero(weights));
      await this.#prepareImages(own);
      await runnable.readback.free();
      const { control, dropout, results, terms: slots } = runnable.lowered;
      return async () => {
        const scales = this.#scales(terms, own.labels);
        slots.control.forEach((slot, index) => {
          control.setFloats(slot, 1, (weights[index] ?? 0) * (scales?.[index] ?? 1), 0, batchSize);
        });
        const first = this.#upload(control, dropout, step, own);
        const { asked, memory } = this.#programs;
        this.#submit((encoder) => encoder.clearBuffer(memory.arena(asked)));
        const read = this.#run(runnable, results, first, (view) => ({
          losses: scaled(new Float32Array(view, 0, terms.length).slice(), scales),
          logits: graph.heads.map(({ branch }) => {
            const offset = 4 * offsetOf(results.slots.get(`logits/${branch}`));
            return new Float32Array(view, offset, batchSize * graph.classes).slice();
          }),
        }));
        const [values, words] = await Promise.all([read, this.#readArena(asked)]);
        const gradients = new Map(
          [...asked.slots].map(([name, slot]) => {
            const offset = offsetOf(slot);
            return [name, words.slice(offset, offset + slot.words)] as const;
          }),
        );
        return { ...values, gradients };
      };
    });
  }

  async snapshot(): Promise<Snapshot> {
    return this.#inOrder(() => () => {
      const step = this.#steps;
      const { variants, memory } = this.#programs;
      return this.#state.read(memory, this.#device).then((tensors) => ({ step, tensors, variants }));
    });
  }

  async restore(snapshot: Snapshot): Promise<void> {
    return this.#inOrder(async () => {
      checkSnapshot(snapshot, this.#plan.graph, (name) => slotNames(this.#plan.optimizer, name));
      const { memory } = this.#programs;
      await this.#programs.adopt(snapshot.variants);
      if (memory !== this.#programs.memory) {
        // The images' buffer was made anew; the next batch builds its feed for it.
        this.#feed?.destroy();
        this.#feed = undefined;
      }
      this.#assertAlive();
      this.#state.write(this.#programs.memory, this.#device.gpu.queue, snapshot.tensors);
      this.#steps = snapshot.step;
      return () => Promise.resolve();
    });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#unhost();
    this.#feed?.destroy();
    this.#programs.release();
  }

  #runStep(input: StepInput): Promise<StepResult> {
    const runnable = this.#programs.step;
    const { terms, graph } = this.#plan;
    const first = this.#writeStep(input);
    const scales = this.#scales(terms, input.batch.labels);
    return this.#run(runnable, runnable.lowered.results, first, (view) => {
      const numbers = new Float32Array(view);
      const counts = numbers.subarray(terms.length, terms.length + graph.heads.length);
      return { losses: scaled(numbers.slice(0, terms.length), scales), correct: Int32Array.from(counts) };
    });
  }

  /** Writes what changes from step to step; returns what must run first, as `#upload` does. */
  #writeStep(input: StepInput): ((encoder: GPUCommandEncoder) => void) | undefined {
    const { optimizer: spec, batchSize, terms } = this.#plan;
    const { control, terms: slots, optimizers, dropout } = this.#programs.step.lowered;
    const { coefficients, group } = input;
    const scales = this.#scales(terms, input.batch.labels);
    slots.control.forEach((slot, index) => {
      const gradient = (coefficients[2 * index + 1] ?? 0) * (scales?.[index] ?? 1);
      control.setFloats(slot, coefficients[2 * index] ?? 0, gradient, 0, batchSize);
    });
    const t = input.step + 1;
    const mean = spec.kind === "adam" ? 1 / (1 - spec.beta1 ** t) : 0;
    const root = spec.kind === "adam" ? 1 / Math.sqrt(1 - spec.beta2 ** t) : 0;
    optimizers.forEach((slot, index) => {
      control.setFloats(slot, input.learningRate, mean, root, group === undefined || group === index ? 1 : 0);
    });
    this.#steps = input.step + 1;
    return this.#upload(control, dropout, input.step, input.batch);
  }

  /** By term, what rows without labels make of its mean; undefined when all rows are labelled. */
  #scales(terms: readonly Term[], labels: Int32Array): readonly number[] | undefined {
    if (labels.every((label) => label >= 0)) return undefined;
    const { batchSize, views = 1 } = this.#plan;
    return terms.map((term) => labelScale(term, labels, usedRows(term, batchSize, views)));
  }

  /**
   * Waits for the turn, prepares, runs.
   * @param prepare what must be ready first, compiled programs or a free staging buffer; returns what to run.
   */
  #inOrder<T>(prepare: () => Promise<() => Promise<T>> | (() => Promise<T>)): Promise<T> {
    return this.#order.then(async () => {
      this.#assertAlive();
      const run = await prepare();
      this.#assertAlive();
      return { result: run() };
    });
  }

  /** Runs a program and reads its results. */
  async #run<T>(
    { program, readback }: Pick<Runnable<unknown>, "program" | "readback">,
    results: Arena,
    first: ((encoder: GPUCommandEncoder) => void) | undefined,
    parse: (view: ArrayBuffer) => T,
  ): Promise<T> {
    try {
      return await readback.read((last) => program.run(last, first), this.#programs.memory.arena(results), parse);
    } catch (cause) {
      throw this.#device.fault ?? (this.#disposed ? disposedError() : cause);
    }
  }

  async #readArena(arena: Arena): Promise<Float32Array> {
    const readback = new Readback(this.#device, `${arena.name} readback`, Math.max(4, 4 * arena.words));
    try {
      const source = this.#programs.memory.arena(arena);
      return await readback.read(
        (last) => this.#submit(last),
        source,
        (view) => new Float32Array(view.slice(0)),
      );
    } finally {
      readback.destroy();
    }
  }

  #submit(encode: (encoder: GPUCommandEncoder) => void): void {
    const encoder = this.#device.gpu.createCommandEncoder();
    encode(encoder);
    this.#device.gpu.queue.submit([encoder.finish()]);
  }

  /** Compiles what makes images on the device, when a batch says how to. */
  async #prepareImages({ source }: Batch): Promise<void> {
    if (source === undefined || this.#feed?.accepts(source) === true) return;
    const { memory, images } = this.#programs;
    this.#feed?.destroy();
    this.#feed = new ImageFeed(this.#device, memory.arena(images));
    await this.#feed.prepare(source);
    this.#assertAlive();
  }

  /**
   * Everything that changes from run to run: numbers, dropout keys, images, labels.
   * @returns what must run first to make the images on the device; undefined when they were uploaded.
   */
  #upload(
    control: Control,
    dropout: ReadonlyMap<string, Region>,
    step: number,
    { images, labels, source }: Batch,
  ): ((encoder: GPUCommandEncoder) => void) | undefined {
    const { batchSize, graph } = this.#plan;
    const size = batchSize * sizeOf(graph.input);
    const rows = source === undefined ? images.length : source.views * source.indices.length * sizeOf(graph.input);
    if (rows !== size || labels.length !== batchSize) {
      throw new RangeError(
        `a batch of ${labels.length} labels and ${rows} values; ${batchSize} and ${size} are expected`,
      );
    }
    for (const [node, slot] of dropout) control.setWord(slot, extend(this.#dropoutKeys.get(node) ?? 0, step));
    control.upload(this.#device.gpu.queue, this.#programs.memory.arena(control.arena));
    this.#write(this.#programs.labels, labels);
    if (source !== undefined && this.#feed !== undefined) {
      this.#feed.upload(source);
      return this.#feed.encode;
    }
    this.#write(this.#programs.images, images);
    return undefined;
  }

  #write(arena: Arena, values: Float32Array | Int32Array): void {
    // Shared memory never comes here: batches are made of plain typed arrays.
    const plain = values as Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
    this.#device.gpu.queue.writeBuffer(this.#programs.memory.arena(arena), 0, plain);
  }

  #assertAlive(): void {
    if (this.#device.fault !== undefined) throw this.#device.fault;
    if (this.#disposed) throw disposedError();
  }
}

function disposedError(): Error {
  return new Error("this executor was disposed");
}

function copied({ images, labels, source }: Batch): Batch {
  const own = { images: images.slice(), labels: labels.slice() };
  if (source === undefined) return own;
  return { ...own, source: { ...source, indices: source.indices.slice(), keys: source.keys.slice() } };
}

function scaled(losses: Float32Array, scales: readonly number[] | undefined): Float32Array {
  return scales === undefined ? losses : losses.map((loss, index) => loss * (scales[index] ?? 1));
}

function nonZero(values: Float32Array): readonly boolean[] {
  return Array.from(values, (value) => value !== 0);
}

/** @throws Error for what has no place: reading from the beginning instead would give wrong numbers in silence. */
function offsetOf(slot: Region | undefined): number {
  if (slot?.home === undefined) throw new Error("a result of a program has no place in its arena");
  return slot.home.offset;
}
