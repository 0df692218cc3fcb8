import type { Parameter } from "../../graph/networkGraph";
import { checkSnapshot } from "../checkSnapshot";
import type { ExecutorPlan, Snapshot } from "../executor";
import { initialTensors } from "../initialTensors";
import { FIRST_MINIMUM, STATISTICS_RATE } from "../runningState";
import { tensorOf, type ForwardPass } from "./forward";
import { NamedOptimizer } from "./optimizer";
import { sumOf } from "./primitives";
import { take } from "./read";
import { featureVariance } from "./terms";
import * as tf from "./tf";

/** Everything that outlives a call: parameters, running statistics, optimiser slots, running minima. Owns its tensors. */
export class TfjsState {
  /** Parameters and running statistics by name. */
  readonly values = new Map<string, tf.Tensor>();
  /** Running minimum of feature variances by term (bias loss, global scaling). */
  readonly minima = new Map<string, tf.Tensor>();
  readonly trained: readonly Parameter[];
  /** Steps done. */
  steps = 0;
  readonly #plan: ExecutorPlan;
  readonly #optimizer: NamedOptimizer;

  constructor(plan: ExecutorPlan) {
    this.#plan = plan;
    this.#optimizer = new NamedOptimizer(plan.optimizer);
    this.trained = plan.graph.parameters.filter(({ frozen }) => frozen !== true);
    // Drawn before anything is held: a frozen tensor that was not given throws.
    const initial = initialTensors(plan);
    for (const { name, shape } of [...plan.graph.parameters, ...plan.graph.statistics]) {
      replace(this.values, name, tf.tensor((initial.get(name) ?? new Float32Array()).slice(), [...shape]));
    }
    for (const { id, sampleWeight } of plan.terms) {
      if (sampleWeight?.scaling === "global") replace(this.minima, id, tf.scalar(FIRST_MINIMUM));
    }
  }

  value(name: string): tf.Tensor {
    const value = this.values.get(name);
    if (value === undefined) throw new Error(`no value for ${name}`);
    return value;
  }

  /**
   * Takes what a forward pass says of its batch into the running statistics and minima, after the step has used the old
   * ones. Inside a tidy only.
   */
  follow(pass: ForwardPass): void {
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
        const old = tf.mul(this.value(name), 1 - STATISTICS_RATE);
        replace(this.values, name, tf.add(old, tf.mul(tf.reshape(value, old.shape), STATISTICS_RATE)));
      }
    }
    for (const { id, sampleWeight } of this.#plan.terms) {
      const old = this.minima.get(id);
      if (sampleWeight === undefined || old === undefined) continue;
      // The weights of this batch already know its own minimum.
      const variance = featureVariance(tensorOf(pass, sampleWeight.tensor));
      replace(this.minima, id, tf.minimum(old, tf.min(variance)));
    }
  }

  /**
   * One update of every parameter of a group. Inside a tidy only.
   * @param gradients by trained parameter; null where there is no dependence.
   * @returns the length of the whole gradient, a scalar, where the plan clips it.
   */
  update(
    gradients: readonly (tf.Tensor | null)[],
    { step, learningRate, group }: { readonly step: number; readonly learningRate: number; readonly group?: number },
  ): tf.Tensor | undefined {
    const { groups, paces, clip } = this.#plan;
    const norm = clip === undefined ? undefined : lengthOf(gradients);
    const scale = norm && tf.minimum(1, tf.div(clip ?? 0, tf.add(norm, 1e-6)));
    this.trained.forEach(({ name, branch }, index) => {
      const own = groups?.findIndex((branches) => branches.includes(branch)) ?? 0;
      const { rate, from } = paces?.[own] ?? { rate: 1, from: 0 };
      if ((group !== undefined && group !== own) || step < from) return;
      const value = this.value(name);
      const whole = gradients[index] ?? tf.zerosLike(value);
      const gradient = scale === undefined ? whole : tf.mul(whole, scale);
      replace(this.values, name, this.#optimizer.update(name, value, gradient, learningRate * rate, step - from));
    });
    return norm;
  }

  async snapshot(): Promise<Snapshot> {
    const minima = [...this.minima].map(([id, value]) => [`state/${id}`, value] as const);
    const sources = [...this.values, ...this.#optimizer.slots, ...minima];
    // Clones share data but survive the next step's disposal while the values are read.
    const step = this.steps;
    const clones = sources.map(([name, tensor]) => [name, tf.keep(tf.clone(tensor))] as const);
    // Sliced, because the cpu backend hands out the array that it goes on computing with.
    const read = await Promise.all(clones.map(async ([name, tensor]) => [name, (await take(tensor)).slice()] as const));
    return { step, tensors: new Map(read), variants: {} };
  }

  restore(snapshot: Snapshot): void {
    const { graph } = this.#plan;
    checkSnapshot(snapshot, graph, (name) => this.#optimizer.slotNames(name));
    const { tensors } = snapshot;
    for (const { name, shape } of [...graph.parameters, ...graph.statistics]) {
      const values = tensors.get(name);
      if (values !== undefined) replace(this.values, name, tf.tensor(values.slice(), [...shape]));
    }
    this.#optimizer.dispose();
    for (const { name, shape } of this.trained) {
      for (const slot of this.#optimizer.slotNames(name)) {
        const values = tensors.get(slot);
        if (values !== undefined) replace(this.#optimizer.slots, slot, tf.tensor(values.slice(), [...shape]));
      }
    }
    for (const id of this.minima.keys()) {
      replace(this.minima, id, tf.scalar(tensors.get(`state/${id}`)?.[0] ?? FIRST_MINIMUM));
    }
    this.steps = snapshot.step;
  }

  dispose(): void {
    for (const held of [this.values, this.minima]) {
      for (const tensor of held.values()) tensor.dispose();
      held.clear();
    }
    this.#optimizer.dispose();
  }
}

/** Root of the sum of all squares. */
function lengthOf(gradients: readonly (tf.Tensor | null)[]): tf.Tensor {
  return tf.sqrt(sumOf(gradients.flatMap((gradient) => (gradient === null ? [] : [tf.sum(tf.square(gradient))]))));
}

/** Keeps a tensor under a name and lets go of the one before. */
function replace(held: Map<string, tf.Tensor>, name: string, value: tf.Tensor): void {
  const old = held.get(name);
  held.set(name, tf.keep(value));
  old?.dispose();
}
