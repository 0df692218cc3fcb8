import type { Parameter } from "../../graph/networkGraph";
import type { Term } from "../../graph/term";
import { countCorrect } from "../countCorrect";
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
import { gramMatrices, probeLayers } from "../gram";
import { rowProducts } from "../rowProducts";
import { allTerms } from "../allTerms";
import { checkSnapshot } from "../checkSnapshot";
import { initialTensors } from "../initialTensors";
import { forward, type ForwardMode, type ForwardPass } from "./forward";
import { NamedOptimizer } from "./optimizer";
import { sumOf } from "./primitives";
import { featureVariance, termValue, type TermContext } from "./terms";
import * as tf from "./tf";

/** Share of the running statistics that one batch replaces (PyTorch's momentum .1). */
const STATISTICS_RATE = 0.1;
/** Where running minima start, as in the bias loss authors' code. */
const FIRST_MINIMUM = 1e5;
/** Rows of one inference pass: large enough to be efficient, small enough for a phone. */
const EVALUATION_ROWS = 128;

/**
 * The executor on tfjs: fallback where WebGPU is missing, oracle in tests, and the visible comparison.
 *
 * All computation of a call happens before its first await, so that calls are done in order; three kinds of tensors
 * outlive a call (parameters, running statistics, optimiser slots) and are disposed by `dispose`.
 */
export class TfjsExecutor implements Executor {
  readonly facts: EngineFacts;
  readonly variants = {};
  readonly #plan: ExecutorPlan;
  readonly #values = new Map<string, tf.Tensor>();
  readonly #optimizer: NamedOptimizer;
  readonly #trained: readonly Parameter[];
  /** Running minimum of feature variances by term (bias loss, global scaling). */
  readonly #minima = new Map<string, tf.Tensor>();
  #steps = 0;
  #disposed = false;

  constructor(plan: ExecutorPlan, facts: EngineFacts) {
    this.facts = facts;
    this.#plan = plan;
    this.#optimizer = new NamedOptimizer(plan.optimizer);
    this.#trained = plan.graph.parameters.filter(({ frozen }) => frozen !== true);
    const initial = initialTensors(plan);
    for (const { name, shape } of [...plan.graph.parameters, ...plan.graph.statistics]) {
      this.#set(name, tf.tensor((initial.get(name) ?? new Float32Array()).slice(), [...shape]));
    }
    for (const term of plan.terms) {
      if (term.sampleWeight?.scaling === "global") this.#setMinimum(term.id, tf.scalar(FIRST_MINIMUM));
    }
  }

  async step(input: StepInput): Promise<StepResult> {
    this.#assertAlive();
    const { graph, terms } = this.#plan;
    const weights = terms.map((_, index) => input.coefficients[2 * index + 1] ?? 0);
    const report = tf.tidy(() => {
      const mode = this.#mode(input.step, false);
      const result = this.#gradients(input.batch, this.#trained, mode, terms, weights);
      this.#updateStatistics(result.pass);
      this.#updateMinima(result.pass);
      const group = input.group === undefined ? undefined : (this.#plan.groups?.[input.group] ?? []);
      this.#trained.forEach((parameter, index) => {
        if (group?.includes(parameter.branch) === false) return;
        const value = this.#value(parameter.name);
        const gradient = result.gradients[index] ?? tf.zerosLike(value);
        this.#set(
          parameter.name,
          this.#optimizer.update(parameter.name, value, gradient, input.learningRate, input.step),
        );
      });
      const logits = graph.heads.map((head) => tf.reshape(tensorOf(result.pass, head.logits), [-1]));
      const numbers = tf.keep(tf.concat([...result.losses.map((loss) => tf.reshape(loss, [1])), ...logits]));
      result.release();
      return numbers;
    });
    this.#steps = input.step + 1;
    // Copied before the first await: the caller may fill its batch anew while the numbers are read.
    const labels = input.batch.labels.slice();
    const numbers = await take(report);
    const correct = new Int32Array(graph.heads.length);
    const size = labels.length * graph.classes;
    graph.heads.forEach((_, index) => {
      const from = terms.length + index * size;
      correct[index] = countCorrect(numbers.subarray(from, from + size), labels, graph.classes);
    });
    return { losses: numbers.slice(0, terms.length), correct };
  }

  async evaluate(images: Float32Array, options: EvaluateOptions = {}): Promise<readonly HeadOutput[]> {
    this.#assertAlive();
    const { graph } = this.#plan;
    const perImage = graph.input.reduce((product, extent) => product * extent, 1);
    const rows = images.length / perImage;
    const weighed = (branch: string): readonly string[] => {
      const tensor = options.variances?.[branch];
      return tensor === undefined ? [] : [tensor];
    };
    const chunks: tf.Tensor[][] = [];
    for (let start = 0; start < rows; start += EVALUATION_ROWS) {
      const part = images.subarray(start * perImage, Math.min(rows, start + EVALUATION_ROWS) * perImage);
      chunks.push(
        tf.tidy(() => {
          const mode: ForwardMode = { training: false, throughObservers: false, seed: this.#plan.seed, step: 0 };
          const pass = forward(graph, this.#values, this.#images(part), mode);
          const wanted = graph.heads.flatMap((head) => [
            tensorOf(pass, head.logits),
            ...(options.embeddings === true ? [tensorOf(pass, head.embedding)] : []),
            ...weighed(head.branch).map((tensor) => featureVariance(tensorOf(pass, tensor))),
          ]);
          return wanted.map((tensor) => tf.keep(tf.clone(tensor)));
        }),
      );
    }
    const read = await Promise.all(chunks.map((chunk) => Promise.all(chunk.map(take))));
    let at = 0;
    const next = (): Float32Array => {
      const place = at++;
      return joined(read.map((chunk) => chunk[place]));
    };
    return graph.heads.map(({ branch }) => ({
      branch,
      logits: next(),
      ...(options.embeddings === true ? { embedding: next() } : {}),
      ...(weighed(branch).length > 0 ? { variance: next() } : {}),
    }));
  }

  async probe(
    batch: Batch,
    losses: readonly ProbeLoss[],
    step: number,
    features: readonly FeaturePair[] = [],
  ): Promise<ProbeResult> {
    this.#assertAlive();
    const taps = [...new Set(features.map(({ tensor }) => tensor))];
    const layers = probeLayers(this.#plan.graph);
    if (layers.length === 0) {
      return { layers, losses: losses.map(({ id }) => id), gram: new Float64Array(0), features: [] };
    }
    const names = new Set(layers.map((layer) => layer.layer));
    const parameters = this.#plan.graph.parameters.filter(
      (parameter) => parameter.branch === "main" && names.has(parameter.layer),
    );
    const taken = losses.map((loss) =>
      tf.tidy(() => {
        const mode = this.#mode(step, true);
        const weights = [...loss.coefficients];
        const { gradients, arriving, release } = this.#gradients(
          batch,
          parameters,
          mode,
          allTerms(this.#plan),
          weights,
          loss.images,
          taps,
        );
        release();
        const own = parameters.map((parameter, index) => gradients[index] ?? tf.zeros([...parameter.shape]));
        return [...own, ...arriving].map((tensor) => tf.keep(tf.clone(tensor)));
      }),
    );
    const read = await Promise.all(taken.map((list) => Promise.all(list.map(take))));
    const gradients = read.map((list) => list.slice(0, parameters.length));
    return {
      layers,
      losses: losses.map((loss) => loss.id),
      gram: gramMatrices(layers, parameters, gradients),
      features: features.map(({ tensor, losses: [first, second] }) => {
        const at = parameters.length + taps.indexOf(tensor);
        return rowProducts(read[first]?.[at], read[second]?.[at], batch.labels.length);
      }),
    };
  }

  async gradients(batch: Batch, coefficients: Float32Array, step: number): Promise<GradientResult> {
    this.#assertAlive();
    const { graph } = this.#plan;
    let found: { losses: tf.Tensor; logits: tf.Tensor[]; gradients: (tf.Tensor | null)[] } | undefined;
    tf.tidy(() => {
      const mode = this.#mode(step, false);
      const result = this.#gradients(batch, this.#trained, mode, this.#plan.terms, [...coefficients]);
      const losses = tf.keep(tf.stack([...result.losses]));
      const logits = graph.heads.map((head) => tf.keep(tf.clone(tensorOf(result.pass, head.logits))));
      result.release();
      const gradients = result.gradients.map((each) => (each === null ? null : tf.keep(tf.clone(each))));
      found = { losses, logits, gradients };
    });
    if (found === undefined) throw new Error("the gradients were not computed");
    const gradients = new Map<string, Float32Array>();
    const losses = await take(found.losses);
    const logits = await Promise.all(found.logits.map(take));
    for (const [index, parameter] of this.#trained.entries()) {
      const gradient = found.gradients[index];
      if (gradient != null) gradients.set(parameter.name, await take(gradient));
    }
    return { losses, logits, gradients };
  }

  async inspect(input: StepInput, limit?: number): Promise<BadTensor | undefined> {
    this.#assertAlive();
    // What comes in was not computed here.
    const nodes = this.#plan.graph.nodes.filter(({ primitive }) => primitive.op !== "input");
    const kept = tf.tidy(() => {
      const mode = this.#mode(input.step, false);
      const pass = forward(this.#plan.graph, this.#values, this.#images(input.batch.images), mode);
      return nodes.map(({ name }) => tf.keep(tf.clone(tensorOf(pass, name))));
    });
    const activations = await Promise.all(kept.map(take));
    for (const [index, { name }] of nodes.entries()) {
      const bad = badTensor("activation", name, activations[index] ?? new Float32Array(), limit);
      if (bad !== undefined) return bad;
    }
    const weights = input.coefficients.filter((_, index) => index % 2 === 1);
    const { gradients } = await this.gradients(input.batch, weights, input.step);
    for (const [name, values] of [...gradients].reverse()) {
      const bad = badTensor("gradient", name, values, limit);
      if (bad !== undefined) return bad;
    }
    await this.step(input);
    return undefined;
  }

  async snapshot(): Promise<Snapshot> {
    this.#assertAlive();
    const minima = [...this.#minima].map(([id, value]) => [`state/${id}`, value] as const);
    const sources = [...this.#values, ...this.#optimizer.slots, ...minima];
    // Clones share data but survive the next step's disposal while the values are read.
    const step = this.#steps;
    const clones = sources.map(([name, tensor]) => [name, tf.keep(tf.clone(tensor))] as const);
    // Sliced, because the cpu backend hands out the array that it goes on computing with.
    const read = await Promise.all(clones.map(async ([name, tensor]) => [name, (await take(tensor)).slice()] as const));
    return { step, tensors: new Map(read), variants: {} };
  }

  async restore(snapshot: Snapshot): Promise<void> {
    this.#assertAlive();
    const { graph } = this.#plan;
    checkSnapshot(snapshot, graph, (name) => this.#optimizer.slotNames(name));
    for (const { name, shape } of [...graph.parameters, ...graph.statistics]) {
      const values = snapshot.tensors.get(name);
      if (values !== undefined) this.#set(name, tf.tensor(values.slice(), [...shape]));
    }
    this.#optimizer.dispose();
    for (const { name, shape } of this.#trained) {
      for (const slot of this.#optimizer.slotNames(name)) {
        const values = snapshot.tensors.get(slot);
        if (values !== undefined) this.#optimizer.slots.set(slot, tf.keep(tf.tensor(values.slice(), [...shape])));
      }
    }
    for (const id of this.#minima.keys()) {
      this.#setMinimum(id, tf.scalar(snapshot.tensors.get(`state/${id}`)?.[0] ?? FIRST_MINIMUM));
    }
    this.#steps = snapshot.step;
    return Promise.resolve();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const tensor of this.#values.values()) tensor.dispose();
    this.#values.clear();
    this.#optimizer.dispose();
    for (const tensor of this.#minima.values()) tensor.dispose();
    this.#minima.clear();
  }

  /** Values of all terms, gradients (null where there is no dependence) and the forward pass. Inside a tidy only. */
  #gradients(
    batch: Batch,
    parameters: readonly Parameter[],
    mode: ForwardMode,
    terms: readonly Term[],
    weights: readonly number[],
    counted?: readonly [number, number],
    taps: readonly string[] = [],
  ): {
    readonly losses: readonly tf.Tensor[];
    readonly gradients: readonly (tf.Tensor | null)[];
    /** What arrives at the tapped tensors, `[rows, …]`; zeros where nothing does. */
    readonly arriving: readonly tf.Tensor[];
    readonly pass: ForwardPass;
    readonly release: () => void;
  } {
    const { graph } = this.#plan;
    // Zeros added to a tensor: the gradient of the zeros is the tensor's.
    const zeros = new Map(
      taps.map((name) => {
        const shape = graph.nodes.find((node) => node.name === name)?.shape ?? [];
        return [name, tf.zeros([batch.labels.length, ...shape])];
      }),
    );
    const inputs = [...parameters.map((parameter) => this.#value(parameter.name)), ...zeros.values()];
    const images = this.#images(batch.images);
    const labels = tf.tensor1d(batch.labels, "int32");
    let pass: ForwardPass | undefined;
    const losses: tf.Tensor[] = [];
    // The tape's own tidy would dispose of what the caller still reads; what is kept here ends with `release`.
    const kept: tf.Tensor[] = [];
    const hold = (tensor: tf.Tensor): void => void kept.push(tf.keep(tensor));
    const { grads } = tf.engine().gradients(
      () => {
        const run = forward(graph, this.#values, images, mode, zeros);
        const context: TermContext = {
          tensors: run.tensors,
          parameters: this.#values,
          labels,
          classes: graph.classes,
          views: this.#plan.views ?? 1,
          minima: this.#minima,
          ...(counted === undefined ? {} : { counted }),
        };
        const weighted = terms.map((term, index) => {
          const value = termValue(term, context);
          losses.push(value);
          hold(value);
          return tf.mul(value, weights[index] ?? 0);
        });
        for (const head of graph.heads) hold(tensorOf(run, head.logits));
        for (const { mean, variance } of run.moments.values()) [mean, variance].forEach(hold);
        for (const { sampleWeight } of terms) {
          if (sampleWeight?.scaling === "global") hold(tensorOf(run, sampleWeight.tensor));
        }
        pass = run;
        return sumOf(weighted);
      },
      inputs,
      undefined as unknown as tf.Tensor,
      true,
    );
    if (pass === undefined) throw new Error("the forward pass did not run");
    const release = (): void => tf.dispose(kept);
    const all = grads.map((gradient): tf.Tensor | null => gradient ?? null);
    const arriving = [...zeros.values()].map((zero, index) => all[parameters.length + index] ?? zero);
    return { losses, gradients: all.slice(0, parameters.length), arriving, pass, release };
  }

  #updateStatistics(pass: ForwardPass): void {
    for (const node of this.#plan.graph.nodes) {
      const batch = pass.moments.get(node.name);
      const [meanName, varianceName] = node.statistics;
      if (batch === undefined || meanName === undefined || varianceName === undefined) continue;
      const { mean, variance, count } = batch;
      // Normalised with the biased variance, remembered with the unbiased one, as PyTorch does.
      const unbiased = tf.mul(variance, count / Math.max(1, count - 1));
      for (const [name, value] of [
        [meanName, mean],
        [varianceName, unbiased],
      ] as const) {
        const old = tf.mul(this.#value(name), 1 - STATISTICS_RATE);
        this.#set(name, tf.add(old, tf.mul(tf.reshape(value, old.shape), STATISTICS_RATE)));
      }
    }
  }

  /** After the step has used the old ones; the weights of this batch already know its own minimum. */
  #updateMinima(pass: ForwardPass): void {
    for (const { id, sampleWeight } of this.#plan.terms) {
      const old = this.#minima.get(id);
      if (sampleWeight === undefined || old === undefined) continue;
      const variance = featureVariance(tensorOf(pass, sampleWeight.tensor));
      this.#setMinimum(id, tf.minimum(old, tf.min(variance)));
    }
  }

  #setMinimum(id: string, value: tf.Tensor): void {
    const old = this.#minima.get(id);
    this.#minima.set(id, tf.keep(value));
    old?.dispose();
  }

  #mode(step: number, throughObservers: boolean): ForwardMode {
    return { training: true, throughObservers, seed: this.#plan.seed, step };
  }

  #images(values: Float32Array): tf.Tensor4D {
    const [height = 1, width = 1, channels = 1] = this.#plan.graph.input;
    // A copy, because the caller may fill its buffer anew before a GPU backend has uploaded it.
    return tf.tensor4d(values.slice(), [values.length / (height * width * channels), height, width, channels]);
  }

  #value(name: string): tf.Tensor {
    const value = this.#values.get(name);
    if (value === undefined) throw new Error(`no value for ${name}`);
    return value;
  }

  #set(name: string, value: tf.Tensor): void {
    const old = this.#values.get(name);
    this.#values.set(name, tf.keep(value));
    old?.dispose();
  }

  #assertAlive(): void {
    if (this.#disposed) throw new Error("this executor was disposed");
  }
}

function tensorOf(pass: ForwardPass, name: string): tf.Tensor {
  const tensor = pass.tensors.get(name);
  if (tensor === undefined) throw new Error(`no tensor ${name}`);
  return tensor;
}

/** Reads a kept tensor and disposes of it. */
async function take(tensor: tf.Tensor): Promise<Float32Array> {
  try {
    return (await tensor.data<"float32">()) as Float32Array;
  } finally {
    tensor.dispose();
  }
}

function joined(parts: readonly (Float32Array | undefined)[]): Float32Array {
  const present = parts.filter((part) => part !== undefined);
  const result = new Float32Array(present.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of present) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}
