import { kindOf, termInputs, type Term } from "../../graph/term";
import { constantOf, stopGradient, sumOf } from "./primitives";
import * as tf from "./tf";

/** What a term may read besides its tensors. */
export interface TermContext {
  readonly tensors: ReadonlyMap<string, tf.Tensor>;
  /** Parameters by name, for the DSN gate. */
  readonly parameters: ReadonlyMap<string, tf.Tensor>;
  /** `[rows]` class indices. */
  readonly labels: tf.Tensor1D;
  readonly classes: number;
  readonly views: 1 | 2;
  /** Running minimum of feature variances by term (bias loss, global scaling); updated by the executor. */
  readonly minima: ReadonlyMap<string, tf.Tensor>;
  /** Half-open range of images that count, each with all its views; all when absent. */
  readonly counted?: readonly [from: number, to: number];
}

/**
 * The value of one term: a scalar, unweighted, the mean over the batch as `methods` define it.
 * Must be called inside a tidy and, for gradients, inside the tape.
 */
export function termValue(term: Term, context: TermContext): tf.Scalar {
  const read = (role: string): tf.Tensor => {
    const name = termInputs(term)[role];
    const tensor = name === undefined ? undefined : context.tensors.get(name);
    if (tensor === undefined) throw new Error(`${term.id}: no tensor ${name ?? role}`);
    return term.detach.includes(role) ? stopGradient(tensor) : tensor;
  };
  const value = ungated(term, context, read);
  if (term.gate === undefined) return value;
  const norms = term.gate.l2Of.map((name) => {
    const parameter = context.parameters.get(name);
    if (parameter === undefined) throw new Error(`${term.id}: no parameter ${name}`);
    return tf.sum(tf.square(parameter));
  });
  return tf.relu(tf.sub(sumOf([value, ...norms]), term.gate.gamma)) as tf.Scalar;
}

function ungated(term: Term, context: TermContext, read: (role: string) => tf.Tensor): tf.Scalar {
  switch (term.kind) {
    case "crossEntropy": {
      const logits = read("logits") as tf.Tensor2D;
      const target = smoothed(context, term.smoothing);
      return meanRows(tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(logits)), 1)) as tf.Tensor1D, term, context);
    }
    case "squaredHinge": {
      const logits = read("logits") as tf.Tensor2D;
      const sign = tf.sub(tf.mul(oneHot(context), 2), 1);
      const margin = tf.relu(tf.sub(1, tf.mul(logits, sign)));
      return meanRows(tf.sum(tf.square(margin), 1) as tf.Tensor1D, term, context);
    }
    case "kl": {
      const { temperature } = term;
      const student = tf.logSoftmax(tf.div(read("student"), temperature));
      const teacher = tf.logSoftmax(tf.div(read("teacher"), temperature));
      const rows = tf.sum(tf.mul(tf.exp(teacher), tf.sub(teacher, student)), 1) as tf.Tensor1D;
      const factor = term.factor === "squared" ? temperature * temperature : 1;
      return tf.mul(meanRows(rows, term, context), factor);
    }
    case "softCrossEntropy": {
      const { temperature } = term;
      const student = tf.logSoftmax(tf.div(read("student"), temperature));
      const teacher = tf.softmax(tf.div(read("teacher"), temperature));
      return meanRows(tf.neg(tf.sum(tf.mul(teacher, student), 1)) as tf.Tensor1D, term, context);
    }
    case "supCon":
      return meanRows(contrastiveRows(read("embedding") as tf.Tensor2D, term, context), term, context);
    case "distance": {
      const difference = tf.sub(read("a"), read("b"));
      if (term.measure === "meanSquare") return tf.mean(tf.square(difference));
      // The root of the summed squares over the whole batch, neither squared nor averaged (CDS distillation).
      return rootOf(tf.sum(tf.square(difference)) as tf.Scalar);
    }
    default:
      return term satisfies never;
  }
}

/** The root, with slope 0 at 0, where that of tf.sqrt is infinite: two equal tensors pull neither way. */
function rootOf(x: tf.Scalar): tf.Scalar {
  const positive = constantOf(x, (value) => tf.cast(tf.greater(value, 0), "float32"));
  return tf.mul(tf.sqrt(tf.add(x, tf.sub(1, positive))), positive);
}

function oneHot(context: TermContext): tf.Tensor2D {
  return tf.cast(tf.oneHot(context.labels, context.classes), "float32") as tf.Tensor2D;
}

function smoothed(context: TermContext, smoothing: number): tf.Tensor {
  const target = oneHot(context);
  if (smoothing === 0) return target;
  return tf.add(tf.mul(target, 1 - smoothing), smoothing / context.classes);
}

/** Weighted mean over the rows that the term uses. */
function meanRows(rows: tf.Tensor1D, term: Term, context: TermContext): tf.Scalar {
  const count = rows.shape[0];
  const used = term.rows === "view1" && context.views === 2 ? count / 2 : count;
  const images = count / context.views;
  const [from, to] = context.counted ?? [0, images];
  const weights = Float32Array.from({ length: count }, (_, row) => {
    const image = row % images;
    return row < used && image >= from && image < to ? 1 : 0;
  });
  let mask: tf.Tensor = tf.tensor1d(weights);
  let divisor = tf.scalar(used);
  if (kindOf(term).onLabels) {
    const known = tf.cast(tf.greater(context.labels, -1), "float32") as tf.Tensor1D;
    mask = tf.mul(mask, known);
    divisor = tf.maximum(tf.sum(tf.slice(known, 0, used)), 1);
  }
  if (term.sampleWeight !== undefined) mask = tf.mul(mask, sampleWeights(term, context));
  return tf.div(tf.sum(tf.mul(rows, mask)), divisor);
}

/**
 * Bias loss weights w = exp(alpha · v̂) − beta, v̂ the scaled unbiased variance of each sample's feature map (constant for the
 * gradient). A range below 1e-12 gives weight 1, where the authors' code divides by zero.
 * Source: Bias loss, biasloss.py; local: (v − min) / (max − min) of the batch, global: running minimum.
 */
function sampleWeights(term: Term, context: TermContext): tf.Tensor1D {
  const settings = term.sampleWeight;
  const features = settings === undefined ? undefined : context.tensors.get(settings.tensor);
  if (settings === undefined || features === undefined) throw new Error(`${term.id}: no features to weigh by`);
  const { scaling, alpha, beta, mean } = settings;
  return constantOf(features, (map) => {
    const variance = featureVariance(map);
    const smallest = tf.min(variance);
    const range = tf.sub(tf.max(variance), smallest);
    const lowest = scaling === "global" ? context.minima.get(term.id) : undefined;
    const low = lowest === undefined ? smallest : tf.minimum(smallest, lowest);
    const scaled = tf.div(tf.sub(variance, low), tf.maximum(range, 1e-12));
    const weights = tf.sub(tf.exp(tf.mul(scaled, alpha)), beta);
    const own = tf.where(tf.less(range, 1e-12), tf.onesLike(weights), weights);
    return mean === true ? tf.mul(tf.onesLike(own), tf.mean(own)) : own;
  }) as tf.Tensor1D;
}

/** `[rows]` unbiased variance over all values of each sample's map. */
export function featureVariance(features: tf.Tensor): tf.Tensor1D {
  const flat = tf.reshape(features, [features.shape[0] ?? 0, -1]);
  const size = flat.shape[1] ?? 1;
  const { variance } = tf.moments(flat, 1);
  return tf.mul(variance, size / Math.max(1, size - 1)) as tf.Tensor1D;
}

/** e to minus this is about the smallest normal float. */
const LARGEST_EXPONENT = 87;
const FAR = 1e6;

/**
 * Supervised contrastive loss per anchor: −(1/|P|) Σ_{p∈P} [s_p − log Σ_{a≠i} exp s_a], s = f·f / τ; positives share the
 * label, or are the other view of the same image.
 * Source: Khosla et al. 2020 as in the CDS authors' loss.py. An anchor without positives counts zero.
 */
function contrastiveRows(embedding: tf.Tensor2D, term: Term & { kind: "supCon" }, context: TermContext): tf.Tensor1D {
  const rows = embedding.shape[0];
  const similarity = tf.div(tf.matMul(embedding, embedding, false, true), term.temperature);
  // An anchor is always closest to itself. Where the others are too far from that for a float, they are compared among
  // themselves; elsewhere the anchor stays, so that old runs keep their bits.
  const apart = 2 / term.temperature > LARGEST_EXPONENT;
  const rivals = apart ? tf.sub(similarity, tf.mul(tf.eye(rows), FAR)) : similarity;
  const shifted = tf.sub(
    rivals,
    constantOf(rivals, (values) => tf.max(values, 1, true)),
  );
  const others = tf.sub(1, tf.eye(rows));
  const logSum = tf.log(tf.sum(tf.mul(tf.exp(shifted), others), 1, true));
  const same =
    term.positives === "label"
      ? tf.cast(tf.equal(tf.reshape(context.labels, [-1, 1]), tf.reshape(context.labels, [1, -1])), "float32")
      : otherView(rows);
  const positives = tf.mul(same, others);
  const count = tf.sum(positives, 1);
  const sum = tf.sum(tf.mul(positives, tf.sub(shifted, logSum)), 1);
  return tf.neg(tf.div(sum, tf.maximum(count, 1))) as tf.Tensor1D;
}

/** 1 where row and column are two views of one image: views are stacked, view 1 first. */
function otherView(rows: number): tf.Tensor2D {
  const values = new Float32Array(rows * rows);
  for (let row = 0; row < rows; row += 1) values[row * rows + ((row + rows / 2) % rows)] = 1;
  return tf.tensor2d(values, [rows, rows]);
}
