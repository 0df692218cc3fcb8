import type { Parameter } from "../../graph/networkGraph";
import type { Term } from "../../graph/term";
import type { Batch, ExecutorPlan } from "../executor";
import { forward, tensorOf, type ForwardMode, type ForwardPass } from "./forward";
import { sumOf } from "./primitives";
import { imagesOf } from "./read";
import type { TfjsState } from "./state";
import { termValue, type TermContext } from "./terms";
import * as tf from "./tf";

/** What is recorded: a weighted sum of terms on a batch, and whose gradients are taken. */
export interface Recording {
  readonly batch: Batch;
  readonly step: number;
  readonly parameters: readonly Parameter[];
  readonly terms: readonly Term[];
  /** By term. */
  readonly weights: ArrayLike<number>;
  /** Observers' detaches let gradients through: probes. */
  readonly throughObservers?: boolean;
  /** Half-open range of images that count. */
  readonly counted?: readonly [from: number, to: number] | undefined;
  /** Tensors at which what arrives is wanted. */
  readonly taps?: readonly string[];
}

/** What a recording gave; lives as long as `use` runs. */
export interface Tape {
  /** Unweighted, by term. */
  readonly losses: readonly tf.Tensor[];
  /** By parameter; null where there is no dependence. */
  readonly gradients: readonly (tf.Tensor | null)[];
  /** What arrives at the tapped tensors, `[rows, …]`; zeros where nothing does. */
  readonly arriving: readonly tf.Tensor[];
  readonly pass: ForwardPass;
}

/**
 * Runs forward and backward once and hands over what came of it. Everything ends with `use`, also when something throws,
 * except the tensors that `use` returns: new ones, or clones of the tape's.
 */
export function withTape<R extends tf.TensorContainer>(
  plan: ExecutorPlan,
  state: TfjsState,
  recording: Recording,
  use: (tape: Tape) => R,
): R {
  // The gradient's own tidy would dispose of what `use` still reads, so it is kept until `use` is done.
  const kept: tf.Tensor[] = [];
  const hold = (tensor: tf.Tensor): void => void kept.push(tf.keep(tensor));
  try {
    return tf.tidy(() => use(record(plan, state, recording, hold)));
  } catch (cause) {
    // tfjs lets go of what it saved for the way back only after a forward pass that ended well.
    for (const { saved } of tf.engine().state.activeTape ?? []) tf.dispose(saved ?? []);
    throw cause;
  } finally {
    tf.dispose(kept);
  }
}

function record(
  { graph, seed, views = 1 }: ExecutorPlan,
  state: TfjsState,
  { batch, step, parameters, terms, weights, throughObservers = false, counted, taps = [] }: Recording,
  hold: (tensor: tf.Tensor) => void,
): Tape {
  // Zeros added to a tensor: the gradient of the zeros is the tensor's.
  const zeros = new Map(
    taps.map((name) => {
      const shape = graph.nodes.find((node) => node.name === name)?.shape ?? [];
      return [name, tf.zeros([batch.labels.length, ...shape])];
    }),
  );
  const inputs = [...parameters.map(({ name }) => state.value(name)), ...zeros.values()];
  const images = imagesOf(batch.images, graph.input);
  const labels = tf.tensor1d(batch.labels, "int32");
  const mode: ForwardMode = { training: true, throughObservers, seed, step };
  const losses: tf.Tensor[] = [];
  let pass: ForwardPass | undefined;
  const loss = (): tf.Tensor => {
    const run = forward(graph, state.values, images, mode, zeros);
    const context: TermContext = {
      tensors: run.tensors,
      parameters: state.values,
      labels,
      classes: graph.classes,
      views,
      minima: state.minima,
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
  };
  // Without a gradient of the loss itself, which is then 1; parameters on which it does not depend are allowed.
  const { grads } = tf.engine().gradients(loss, inputs, undefined as unknown as tf.Tensor, true);
  if (pass === undefined) throw new Error("the forward pass did not run");
  const all = grads.map((gradient): tf.Tensor | null => gradient ?? null);
  const arriving = [...zeros.values()].map((zero, index) => all[parameters.length + index] ?? zero);
  return { losses, gradients: all.slice(0, parameters.length), arriving, pass };
}
