import type { OptimizerSpec } from "../../catalog/optimizers/optimizer";
import { slotNames } from "../runningState";
import * as tf from "./tf";

/**
 * The optimiser's slots, keyed by parameter name. tfjs's own optimisers key theirs by position, so that a parameter
 * without a gradient shifts all later ones onto wrong accumulators; they have no weight decay either.
 */
export class NamedOptimizer {
  /** `momentum/<name>`, or `moment1/<name>` and `moment2/<name>`. */
  readonly slots = new Map<string, tf.Tensor>();
  readonly #spec: OptimizerSpec;

  constructor(spec: OptimizerSpec) {
    this.#spec = spec;
  }

  /** Slot names of one parameter. */
  slotNames(parameter: string): readonly string[] {
    return slotNames(this.#spec, parameter);
  }

  /**
   * The parameter's next value; the slots are replaced. Must be called inside a tidy; the caller keeps the result.
   * @param step zero-based, since the parameter began to learn, for Adam's bias correction.
   */
  update(name: string, parameter: tf.Tensor, gradient: tf.Tensor, learningRate: number, step: number): tf.Tensor {
    const spec = this.#spec;
    const coupled = spec.kind === "sgd" || !spec.decoupled ? spec.weightDecay : 0;
    const g = coupled === 0 ? gradient : tf.add(gradient, tf.mul(parameter, coupled));
    if (spec.kind === "sgd") {
      const old = this.slots.get(`momentum/${name}`);
      const velocity = old === undefined ? tf.clone(g) : tf.add(tf.mul(old, spec.momentum), g);
      this.#replace(`momentum/${name}`, velocity);
      const direction = spec.nesterov ? tf.add(g, tf.mul(velocity, spec.momentum)) : velocity;
      return tf.sub(parameter, tf.mul(direction, learningRate));
    }
    const { beta1, beta2, epsilon } = spec;
    const first = blend(this.slots.get(`moment1/${name}`), g, beta1);
    const second = blend(this.slots.get(`moment2/${name}`), tf.square(g), beta2);
    this.#replace(`moment1/${name}`, first);
    this.#replace(`moment2/${name}`, second);
    const mean = tf.div(first, 1 - beta1 ** (step + 1));
    const root = tf.sqrt(tf.div(second, 1 - beta2 ** (step + 1)));
    const decayed = spec.decoupled ? tf.mul(parameter, 1 - learningRate * spec.weightDecay) : parameter;
    return tf.sub(decayed, tf.mul(tf.div(mean, tf.add(root, epsilon)), learningRate));
  }

  dispose(): void {
    for (const slot of this.slots.values()) slot.dispose();
    this.slots.clear();
  }

  #replace(name: string, value: tf.Tensor): void {
    this.slots.get(name)?.dispose();
    this.slots.set(name, tf.keep(value));
  }
}

/** beta · old + (1 − beta) · new, old starting at zero. */
function blend(old: tf.Tensor | undefined, value: tf.Tensor, beta: number): tf.Tensor {
  const fresh = tf.mul(value, 1 - beta);
  return old === undefined ? fresh : tf.add(tf.mul(old, beta), fresh);
}
