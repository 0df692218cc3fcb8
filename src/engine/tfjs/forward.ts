import type { GraphNode, NetworkGraph } from "../../graph/networkGraph";
import {
  activate,
  averagePool,
  BATCH_NORM_EPSILON,
  convolve,
  dropoutMask,
  maxPool,
  normaliseRows,
  resizePool,
  stopGradient,
  sumOf,
} from "./primitives";
import * as tf from "./tf";

/** How a forward pass is run. */
export interface ForwardMode {
  /** Batch statistics and dropout, or running statistics. */
  readonly training: boolean;
  /** Observers' detaches let gradients through (probes). */
  readonly throughObservers: boolean;
  readonly seed: number;
  readonly step: number;
}

export interface ForwardPass {
  /** Every node's output by name. */
  readonly tensors: ReadonlyMap<string, tf.Tensor>;
  /** Batch mean and biased variance by batch-norm node, in training. */
  readonly moments: ReadonlyMap<
    string,
    { readonly mean: tf.Tensor; readonly variance: tf.Tensor; readonly count: number }
  >;
}

/** @throws Error when the pass has no such tensor. */
export function tensorOf(pass: ForwardPass, name: string): tf.Tensor {
  const tensor = pass.tensors.get(name);
  if (tensor === undefined) throw new Error(`no tensor ${name}`);
  return tensor;
}

/**
 * Runs the graph. Must be called inside a tidy; owns nothing that it does not return.
 * @param values parameters and running statistics by name.
 * @param taps added to tensors by name: zeros, whose gradients are then the tensors'.
 */
export function forward(
  graph: NetworkGraph,
  values: ReadonlyMap<string, tf.Tensor>,
  images: tf.Tensor4D,
  mode: ForwardMode,
  taps: ReadonlyMap<string, tf.Tensor> = new Map(),
): ForwardPass {
  const tensors = new Map<string, tf.Tensor>();
  const moments = new Map<string, { mean: tf.Tensor; variance: tf.Tensor; count: number }>();
  const valueOf = (name: string | undefined): tf.Tensor => {
    const value = name === undefined ? undefined : values.get(name);
    if (value === undefined) throw new Error(`no value for ${name ?? "a parameter"}`);
    return value;
  };
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => {
      const tensor = tensors.get(name);
      if (tensor === undefined) throw new Error(`${node.name} runs before its input ${name}`);
      return tensor;
    });
    const output = apply(node, inputs);
    const tap = taps.get(node.name);
    tensors.set(node.name, tap === undefined ? output : tf.add(output, tap));
  }
  return { tensors, moments };

  function apply(node: GraphNode, inputs: readonly tf.Tensor[]): tf.Tensor {
    const { primitive } = node;
    const x = inputs[0] ?? images;
    switch (primitive.op) {
      case "input":
        return images;
      case "conv": {
        const output = convolve(x as tf.Tensor4D, valueOf(node.parameters[0]) as tf.Tensor4D, primitive);
        return primitive.bias ? tf.add(output, valueOf(node.parameters[1])) : output;
      }
      case "batchNorm":
        return activate(batchNorm(node, x as tf.Tensor4D), primitive.activation);
      case "activation":
        return activate(x, primitive.activation);
      case "add":
        return activate(sumOf(inputs), primitive.activation);
      case "concat":
        return tf.concat([...inputs], 3);
      case "padChannels": {
        const extra = primitive.channels - (x.shape[3] ?? 0);
        return tf.pad(x, [
          [0, 0],
          [0, 0],
          [0, 0],
          [0, extra],
        ]);
      }
      case "maxPool":
        return maxPool(x as tf.Tensor4D, primitive.kernel, primitive.stride, primitive.padding);
      case "averagePool":
        return averagePool(x as tf.Tensor4D, primitive.kernel, primitive.stride, primitive.padding);
      case "resizePool":
        return resizePool(x as tf.Tensor4D, primitive.height, primitive.width);
      case "globalMean":
        return tf.mean(x, [1, 2]);
      case "flatten":
        return tf.reshape(x, [x.shape[0] ?? 0, -1]);
      case "scaleGate": {
        const gate = inputs[1] ?? x;
        return tf.mul(x, tf.reshape(gate, [x.shape[0] ?? 0, 1, 1, -1]));
      }
      case "dense": {
        const output = tf.matMul(x as tf.Tensor2D, valueOf(node.parameters[0]) as tf.Tensor2D);
        return primitive.bias ? tf.add(output, valueOf(node.parameters[1])) : output;
      }
      case "dropout":
        if (!mode.training || node.frozen === true || primitive.rate === 0) return x;
        return tf.mul(x, dropoutMask(node, primitive.rate, x.shape, mode.seed, mode.step));
      case "normalise":
        return normaliseRows(x);
      case "detach":
        return primitive.observer && mode.throughObservers ? x : stopGradient(x);
      default:
        return primitive satisfies never;
    }
  }

  function batchNorm(node: GraphNode, x: tf.Tensor4D): tf.Tensor4D {
    const [gamma, beta] = node.parameters.map(valueOf);
    if (!mode.training || node.frozen === true) {
      const [mean, variance] = node.statistics.map(valueOf);
      return tf.batchNorm(
        x,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        beta as tf.Tensor1D,
        gamma as tf.Tensor1D,
        BATCH_NORM_EPSILON,
      );
    }
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    moments.set(node.name, { mean, variance, count: x.shape[0] * x.shape[1] * x.shape[2] });
    return tf.batchNorm(
      x,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      beta as tf.Tensor1D,
      gamma as tf.Tensor1D,
      BATCH_NORM_EPSILON,
    );
  }
}
