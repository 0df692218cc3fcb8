import { sizeOf } from "../../graph/shape";
import { streamKey } from "../../random/purpose";
import { extend } from "../../random/mix32";
import { checkSnapshot } from "../checkSnapshot";
import type { EngineDevice } from "../device";
import type {
  Batch,
  EngineFacts,
  Executor,
  ExecutorPlan,
  GradientResult,
  HeadOutput,
  ProbeLoss,
  ProbeResult,
  Snapshot,
  StepInput,
  StepResult,
} from "../executor";
import { probeLayers } from "../gram";
import { lowerInference, type HeadSlots } from "./inference";
import { slotNames } from "./kernels/optimizer";
import type { LoweringPlan } from "./lowering";
import { Memory } from "./memory";
import { Order } from "./order";
import { lowerProbe, unpackGram, type LoweredProbe } from "./probing";
import { Program, type Progress } from "./program";
import { Readback } from "./readback";
import { Arena, type Region } from "./region";
import { TrainingState } from "./state";
import { lowerGradients, lowerTraining, type Lowered, type LoweredStep } from "./training";

export interface CompiledOptions {
  /** Recorded kernel variants by shape, from a snapshot; others are chosen for the adapter. */
  readonly variants?: Snapshot["variants"];
  /** Fills dead memory with NaN between dispatches: slow, for tests. */
  readonly poison?: boolean;
}

/** What a step costs, for the benchmark. */
export interface CompiledFacts {
  readonly dispatches: number;
  readonly submits: number;
  readonly deviceBytes: number;
  readonly profile: readonly { readonly family: string; readonly work: number }[];
}

/** A program with its way back. */
interface Runnable<L> {
  readonly lowered: L;
  readonly program: Program;
  readonly readback: Readback;
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
    throw cause;
  }
  return executor;
}

/** The network as a static list of dispatches on one device. Made by `createCompiledExecutor`. */
export class CompiledExecutor implements Executor {
  readonly facts: EngineFacts;
  readonly #plan: ExecutorPlan;
  readonly #device: EngineDevice;
  readonly #poison: boolean;
  readonly #state: TrainingState;
  readonly #images = new Arena("images");
  readonly #labels = new Arena("labels");
  readonly #dropoutKeys: ReadonlyMap<string, number>;
  readonly #order = new Order();
  readonly #unhost: () => void;
  readonly #lowering: LoweringPlan;
  #memory: Memory;
  #step: Runnable<LoweredStep> | undefined;
  readonly #inference = new Map<boolean, Runnable<ReturnType<typeof lowerInference>>>();
  readonly #probes = new Map<string, Runnable<LoweredProbe>>();
  readonly #gradients = new Map<string, Runnable<Lowered>>();
  /** Gradients that `gradients` was asked for; laid out like the parameters. */
  readonly #asked = new Arena("asked gradients");
  #steps = 0;
  #disposed = false;

  constructor(plan: ExecutorPlan, device: EngineDevice, options: CompiledOptions) {
    this.facts = { engine: "compiled", backend: "webgpu", adapter: device.adapter.name };
    this.#plan = plan;
    this.#device = device;
    this.#poison = options.poison === true;
    this.#state = new TrainingState(plan);
    this.#memory = new Memory(device);
    const { graph, batchSize } = plan;
    for (const { name, shape } of graph.parameters) this.#asked.slot(name, sizeOf(shape));
    this.#lowering = {
      graph,
      batch: batchSize,
      adapterKind: device.adapter.kind,
      parameters: this.#state.parameters,
      statistics: this.#state.statistics,
      termState: this.#state.terms,
      views: 1,
      images: this.#images.slot("images", batchSize * sizeOf(graph.input)),
      labels: this.#labels.slot("labels", batchSize),
      variants: new Map(Object.entries(options.variants ?? {})),
    };
    this.#dropoutKeys = new Map(
      graph.nodes
        .filter((node) => node.primitive.op === "dropout")
        .map((node) => [node.name, streamKey(plan.seed, "dropout", node.name)]),
    );
    this.#unhost = device.host({ release: () => this.dispose() });
  }

  /** Lowers, compiles and initialises; called once by the factory. */
  async build(onProgress?: Progress): Promise<void> {
    await this.#compile(onProgress);
    this.#state.initialise(this.#memory, this.#device.gpu.queue);
  }

  /** What the training step is made of. */
  get compiledFacts(): CompiledFacts {
    const { program } = this.#stepProgram();
    const { dispatches, submits, profile } = program;
    return { dispatches, submits, deviceBytes: this.#memory.bytes, profile };
  }

  /** Milliseconds of every dispatch of a step, by timestamps; runs the step on the last batch. For benchmarks. */
  async profile(): Promise<readonly { readonly family: string; readonly work: number; readonly ms: number }[]> {
    const { program } = this.#stepProgram();
    const count = program.dispatches;
    const { gpu } = this.#device;
    const querySet = gpu.createQuerySet({ type: "timestamp", count: 2 * count });
    const resolved = this.#device.createBuffer(
      "timestamps",
      16 * count,
      GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    );
    const readback = new Readback(this.#device, "timestamps", 16 * count);
    try {
      this.#submit((encoder) => {
        program.encodeTimed(encoder, querySet);
        encoder.resolveQuerySet(querySet, 0, 2 * count, resolved, 0);
      });
      const times = await readback.read(
        (last) => this.#submit(last),
        resolved,
        (view) => new BigUint64Array(view.slice(0)),
      );
      return program.profile.map(({ family, work }, index) => ({
        family,
        work,
        ms: Number((times[2 * index + 1] ?? 0n) - (times[2 * index] ?? 0n)) / 1e6,
      }));
    } finally {
      querySet.destroy();
      resolved.destroy();
      readback.destroy();
    }
  }

  step(input: StepInput): Promise<StepResult> {
    return this.#start(
      () => this.#stepProgram().readback,
      () => input,
      () => ({ ...input, coefficients: input.coefficients.slice(), batch: copied(input.batch) }),
      (given) => this.#runStep(given),
    );
  }

  async evaluate(
    images: Float32Array,
    options: { readonly embeddings?: boolean } = {},
  ): Promise<readonly HeadOutput[]> {
    const embeddings = options.embeddings === true;
    const perImage = sizeOf(this.#plan.graph.input);
    const rows = images.length / perImage;
    if (!Number.isInteger(rows)) {
      throw new RangeError(`evaluate: ${images.length} values are not a whole number of images of ${perImage}`);
    }
    const own = images.slice();
    const { batchSize } = this.#plan;
    return this.#order.then(async () => {
      this.#assertAlive();
      const runnable = await this.#inferenceProgram(embeddings);
      const outputs = runnable.lowered.heads.map((slots) => emptyOutput(slots, rows));
      const chunks: Promise<void>[] = [];
      const padded = new Float32Array(batchSize * perImage);
      for (let from = 0; from < rows; from += batchSize) {
        await runnable.readback.free();
        this.#assertAlive();
        const part = own.subarray(from * perImage, (from + batchSize) * perImage);
        padded.fill(0).set(part);
        this.#device.gpu.queue.writeBuffer(this.#memory.arena(this.#images), 0, padded);
        const count = Math.min(batchSize, rows - from);
        const chunk = this.#read(runnable, runnable.lowered.results, (view) => {
          runnable.lowered.heads.forEach((slots, head) => collect(view, slots, outputs[head], from, count));
        });
        // Reported by Promise.all below; until then nobody listens.
        chunk.catch(() => undefined);
        chunks.push(chunk);
      }
      return { result: Promise.all(chunks).then(() => outputs) };
    });
  }

  async probe(batch: Batch, losses: readonly ProbeLoss[], step: number): Promise<ProbeResult> {
    const layers = probeLayers(this.#plan.graph);
    const ids = losses.map(({ id }) => id);
    const own = copied(batch);
    const given = losses.map((loss) => ({ ...loss, coefficients: loss.coefficients.slice() }));
    if (losses.length === 0 || layers.length === 0) return { layers, losses: ids, gram: new Float64Array(0) };
    return this.#order.then(async () => {
      this.#assertAlive();
      const runnable = await this.#probeProgram(given.map(({ coefficients }) => [...coefficients].map((c) => c !== 0)));
      await runnable.readback.free();
      this.#assertAlive();
      const { control, terms, dropout, results } = runnable.lowered;
      given.forEach((loss, index) => {
        terms[index]?.forEach((slot, term) => {
          const [from, to] = loss.rows ?? [0, this.#plan.batchSize];
          if (slot !== undefined) control.setFloats(slot, 0, loss.coefficients[term] ?? 0, from, to);
        });
      });
      this.#setDropout(control, dropout, step);
      control.upload(this.#device.gpu.queue, this.#memory.arena(control.arena));
      this.#writeBatch(own);
      const result = this.#read(runnable, results, (view) => ({
        layers,
        losses: ids,
        gram: unpackGram(new Float32Array(view), layers.length, given.length),
      }));
      return { result };
    });
  }

  async gradients(batch: Batch, coefficients: Float32Array, step: number): Promise<GradientResult> {
    const own = copied(batch);
    const weights = coefficients.slice();
    return this.#order.then(async () => {
      this.#assertAlive();
      const { graph, terms, batchSize } = this.#plan;
      const active = terms.map((_, index) => (weights[index] ?? 0) !== 0);
      const runnable = await this.#gradientProgram(active);
      await runnable.readback.free();
      this.#assertAlive();
      const { control, dropout, results } = runnable.lowered;
      runnable.lowered.terms.control.forEach((slot, index) =>
        control.setFloats(slot, 1, weights[index] ?? 0, 0, batchSize),
      );
      this.#setDropout(control, dropout, step);
      control.upload(this.#device.gpu.queue, this.#memory.arena(control.arena));
      this.#writeBatch(own);
      this.#submit((encoder) => encoder.clearBuffer(this.#memory.arena(this.#asked)));
      const values = this.#read(runnable, results, (view) => {
        const offsetOf = (name: string): number => 4 * (results.slots.get(name)?.home?.offset ?? 0);
        return {
          losses: new Float32Array(view, 0, terms.length).slice(),
          logits: graph.heads.map(({ branch }) =>
            new Float32Array(view, offsetOf(`logits/${branch}`), batchSize * graph.classes).slice(),
          ),
        };
      });
      const flat = this.#readArena(this.#asked);
      const result = Promise.all([values, flat]).then(([read, words]) => ({
        ...read,
        gradients: new Map(
          [...this.#asked.slots].map(([name, slot]) => {
            const offset = slot.home?.offset ?? 0;
            return [name, words.slice(offset, offset + slot.words)] as const;
          }),
        ),
      }));
      return { result };
    });
  }

  snapshot(): Promise<Snapshot> {
    return this.#order.then(async () => {
      this.#assertAlive();
      const step = this.#steps;
      const variants = Object.fromEntries([...this.#lowering.variants].sort(([a], [b]) => (a < b ? -1 : 1)));
      const tensors = this.#state.read(this.#memory, this.#device);
      return Promise.resolve({ result: tensors.then((read) => ({ step, tensors: read, variants })) });
    });
  }

  restore(snapshot: Snapshot): Promise<void> {
    return this.#order.then(async () => {
      this.#assertAlive();
      checkSnapshot(snapshot, this.#plan.graph, (name) => slotNames(this.#plan.optimizer, name));
      await this.#adopt(snapshot.variants);
      this.#state.write(this.#memory, this.#device.gpu.queue, snapshot.tensors);
      this.#steps = snapshot.step;
      return { result: Promise.resolve() };
    });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#unhost();
    this.#release();
  }

  #runnables(): readonly Runnable<unknown>[] {
    const others = [...this.#inference.values(), ...this.#probes.values(), ...this.#gradients.values()];
    return this.#step === undefined ? others : [this.#step, ...others];
  }

  #release(): void {
    for (const { readback } of this.#runnables()) readback.destroy();
    this.#step = undefined;
    this.#inference.clear();
    this.#probes.clear();
    this.#gradients.clear();
    this.#memory.destroy();
  }

  /** The training step and plain inference; what else a caller may ask for is compiled when asked. */
  async #compile(onProgress?: Progress): Promise<void> {
    const { terms, optimizer } = this.#plan;
    const lowered = lowerTraining(this.#lowering, terms, optimizer, this.#state);
    this.#step = await this.#runnable(lowered, 4 * (terms.length + this.#plan.graph.heads.length), onProgress);
    await this.#inferenceProgram(false);
  }

  /** Rebuilds with a snapshot's kernel variants where they differ from those in use. */
  async #adopt(variants: Snapshot["variants"]): Promise<void> {
    const own = this.#lowering.variants;
    if (Object.entries(variants).every(([shape, variant]) => (own.get(shape) ?? variant) === variant)) {
      for (const [shape, variant] of Object.entries(variants)) own.set(shape, variant);
      return;
    }
    await Promise.all(this.#runnables().map(({ readback }) => readback.drained()));
    this.#release();
    this.#memory = new Memory(this.#device);
    own.clear();
    for (const [shape, variant] of Object.entries(variants)) own.set(shape, variant);
    await this.#compile();
  }

  async #runnable<L extends { readonly dispatches: Lowered["dispatches"] }>(
    lowered: L,
    resultBytes: number,
    onProgress?: Progress,
  ): Promise<Runnable<L>> {
    const program = await Program.build(this.#device, this.#memory, lowered.dispatches, {
      poison: this.#poison,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    this.#assertAlive();
    const readback = new Readback(this.#device, "readback", Math.max(4, resultBytes));
    return { lowered, program, readback };
  }

  #stepProgram(): Runnable<LoweredStep> {
    this.#assertAlive();
    if (this.#step === undefined) throw new Error("the executor is not built yet");
    return this.#step;
  }

  async #inferenceProgram(embeddings: boolean): Promise<Runnable<ReturnType<typeof lowerInference>>> {
    const known = this.#inference.get(embeddings);
    if (known !== undefined) return known;
    const lowered = lowerInference(this.#lowering, embeddings);
    const made = await this.#runnable(lowered, 4 * lowered.results.words);
    this.#inference.set(embeddings, made);
    return made;
  }

  async #probeProgram(losses: readonly (readonly boolean[])[]): Promise<Runnable<LoweredProbe>> {
    const key = JSON.stringify(losses);
    const known = this.#probes.get(key);
    if (known !== undefined) return known;
    const lowered = lowerProbe(this.#lowering, this.#plan.terms, losses, probeLayers(this.#plan.graph));
    const made = await this.#runnable(lowered, 4 * lowered.results.words);
    this.#probes.set(key, made);
    return made;
  }

  async #gradientProgram(active: readonly boolean[]): Promise<Runnable<Lowered>> {
    const key = JSON.stringify(active);
    const known = this.#gradients.get(key);
    if (known !== undefined) return known;
    const lowered = lowerGradients(this.#lowering, this.#plan.terms, active, this.#asked);
    const made = await this.#runnable(lowered, 4 * lowered.results.words);
    this.#gradients.set(key, made);
    return made;
  }

  /** Starts at once when nothing waits and a staging buffer is free; else keeps a copy and waits for its turn. */
  #start<I, T>(readback: () => Readback, take: () => I, copy: () => I, run: (input: I) => Promise<T>): Promise<T> {
    try {
      if (this.#order.isIdle && readback().isFree) return run(take());
    } catch (cause) {
      return Promise.reject(cause instanceof Error ? cause : new Error(String(cause)));
    }
    const own = copy();
    return this.#order.then(async () => {
      await readback().free();
      return { result: run(own) };
    });
  }

  #runStep(input: StepInput): Promise<StepResult> {
    this.#assertAlive();
    const runnable = this.#stepProgram();
    const { terms, optimizer: spec, batchSize, graph } = this.#plan;
    const { control, terms: slots, optimizer, dropout, results } = runnable.lowered;
    for (let index = 0; index < slots.control.length; index += 1) {
      const slot = slots.control[index];
      if (slot === undefined) continue;
      const { coefficients } = input;
      control.setFloats(slot, coefficients[2 * index] ?? 0, coefficients[2 * index + 1] ?? 0, 0, batchSize);
    }
    const t = input.step + 1;
    const mean = spec.kind === "adam" ? 1 / (1 - spec.beta1 ** t) : 0;
    const root = spec.kind === "adam" ? 1 / Math.sqrt(1 - spec.beta2 ** t) : 0;
    control.setFloats(optimizer, input.learningRate, mean, root);
    this.#setDropout(control, dropout, input.step);
    control.upload(this.#device.gpu.queue, this.#memory.arena(control.arena));
    this.#writeBatch(input.batch);
    this.#steps = input.step + 1;
    return this.#read(runnable, results, (view) => {
      const numbers = new Float32Array(view);
      const heads = graph.heads.length;
      return {
        losses: numbers.slice(0, terms.length),
        correct: Int32Array.from(numbers.subarray(terms.length, terms.length + heads)),
      };
    });
  }

  #read<T>(
    { program, readback }: Pick<Runnable<unknown>, "program" | "readback">,
    results: Arena,
    parse: (view: ArrayBuffer) => T,
  ): Promise<T> {
    return readback
      .read((last) => program.run(last), this.#memory.arena(results), parse)
      .catch((cause: unknown) => {
        throw this.#device.fault ?? (this.#disposed ? disposedError() : cause);
      });
  }

  async #readArena(arena: Arena): Promise<Float32Array> {
    const bytes = 4 * arena.words;
    const readback = new Readback(this.#device, "arena readback", Math.max(4, bytes));
    try {
      return await readback.read(
        (last) => this.#submit(last),
        this.#memory.arena(arena),
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

  #writeBatch({ images, labels }: Batch): void {
    const { batchSize, graph } = this.#plan;
    const size = batchSize * sizeOf(graph.input);
    if (images.length !== size || labels.length !== batchSize) {
      throw new RangeError(
        `a batch of ${labels.length} labels and ${images.length} values; ${batchSize} and ${size} are expected`,
      );
    }
    const { queue } = this.#device.gpu;
    queue.writeBuffer(this.#memory.arena(this.#images), 0, images as Float32Array<ArrayBuffer>);
    queue.writeBuffer(this.#memory.arena(this.#labels), 0, labels as Int32Array<ArrayBuffer>);
  }

  #setDropout(control: Lowered["control"], slots: ReadonlyMap<string, Region>, step: number): void {
    for (const [node, slot] of slots) control.setWord(slot, extend(this.#dropoutKeys.get(node) ?? 0, step));
  }

  #assertAlive(): void {
    if (this.#device.fault !== undefined) throw this.#device.fault;
    if (this.#disposed) throw disposedError();
  }
}

function disposedError(): Error {
  return new Error("this executor was disposed");
}

function copied(batch: Batch): Batch {
  return { images: batch.images.slice(), labels: batch.labels.slice() };
}

function emptyOutput({ head, logits, embedding }: HeadSlots, rows: number): HeadOutput {
  return {
    branch: head.branch,
    logits: new Float32Array(rows * logits.perRow),
    ...(embedding === undefined ? {} : { embedding: new Float32Array(rows * embedding.perRow) }),
  };
}

function collect(
  view: ArrayBuffer,
  { logits, embedding }: HeadSlots,
  output: HeadOutput | undefined,
  from: number,
  count: number,
): void {
  if (output === undefined) return;
  output.logits.set(new Float32Array(view, 4 * logits.offset, count * logits.perRow), from * logits.perRow);
  if (embedding === undefined) return;
  const values = new Float32Array(view, 4 * embedding.offset, count * embedding.perRow);
  output.embedding?.set(values, from * embedding.perRow);
}
