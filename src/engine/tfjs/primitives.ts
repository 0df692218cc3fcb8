import type { GraphNode } from "../../graph/networkGraph";
import type { Activation, Padding } from "../../graph/primitive";
import { drawAt } from "../../random/mix32";
import { streamKey } from "../../random/purpose";
import * as tf from "./tf";

/** Added to the variance inside the square root. */
export const BATCH_NORM_EPSILON = 1e-5;
const NORMALISE_EPSILON = 1e-12;
/** Below every finite activation, so that padding never wins a maximum. */
const LOWEST = -3.4e38;

/**
 * A function of a tensor that counts as a constant: tfjs has no stop-gradient of its own. What `f` does is not recorded, so
 * it may use operations that have no gradient.
 */
export function constantOf(x: tf.Tensor, f: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const { shape } = x;
  const withoutGradient = tf.customGrad((input) => ({
    value: f(input as tf.Tensor),
    // From the shape: the tensor itself may be gone by then.
    gradFunc: () => tf.zeros(shape),
  }));
  return withoutGradient(x);
}

/** Identity whose gradient is zero. */
export const stopGradient = (x: tf.Tensor): tf.Tensor => constantOf(x, (value) => tf.clone(value));

/**
 * Sum of any number of tensors, pair by pair: tfjs's addN binds one buffer per input, and with eight or more its WebGPU
 * pipeline exceeds the storage-buffer limit, which silently drops the whole submission.
 */
export function sumOf(tensors: readonly tf.Tensor[]): tf.Tensor {
  const [first, ...rest] = tensors;
  if (first === undefined) throw new RangeError("sumOf: nothing to add");
  return rest.reduce((sum, tensor) => tf.add(sum, tensor), first);
}

export function activate(x: tf.Tensor, activation: Activation): tf.Tensor {
  switch (activation) {
    case "none":
      return x;
    case "relu":
      return tf.relu(x);
    case "relu6":
      return tf.relu6(x);
    case "hardSwish":
      return tf.mul(x, hardSigmoid(x));
    case "hardSigmoid":
      return hardSigmoid(x);
    default:
      return activation satisfies never;
  }
}

/** relu6(x + 3) / 6 */
function hardSigmoid(x: tf.Tensor): tf.Tensor {
  return tf.div(tf.relu6(tf.add(x, 3)), 6);
}

/**
 * Convolution with explicit padding; TensorFlow's `same` would pad unevenly at stride 2.
 * @param kernel `[k, k, in / groups, out]`
 */
export function convolve(x: tf.Tensor4D, kernel: tf.Tensor4D, node: ConvLike): tf.Tensor4D {
  const { stride, groups, padding } = node;
  const channels = x.shape[3];
  if (groups === 1) {
    const [input, pad] = padded(x, padding, 0);
    return tf.conv2d(input, kernel, stride, pad);
  }
  const [size, , , filters] = kernel.shape;
  if (groups === channels) {
    const [input, pad] = padded(x, padding, 0);
    // HWIO with one input channel per group holds the same numbers as depthwise [k, k, channels, multiplier].
    const depthwise = tf.reshape(kernel, [size, size, channels, filters / channels]) as tf.Tensor4D;
    return tf.depthwiseConv2d(input, depthwise, stride, pad);
  }
  const inputs = tf.split(x, groups, 3);
  const kernels = tf.split(kernel, groups, 3);
  const outputs = inputs.map((input, index) => {
    const part = kernels[index] as tf.Tensor4D;
    return convolve(input as tf.Tensor4D, part, { ...node, groups: 1 });
  });
  return tf.concat(outputs, 3);
}

interface ConvLike {
  readonly stride: number;
  readonly groups: number;
  readonly padding: Padding;
}

function padded(x: tf.Tensor4D, [before, after]: Padding, value: number): [tf.Tensor4D, "valid" | number] {
  if (before === after && value === 0) return [x, before === 0 ? "valid" : before];
  const around: [[number, number], [number, number], [number, number], [number, number]] = [
    [0, 0],
    [before, after],
    [before, after],
    [0, 0],
  ];
  return [tf.pad4d(x, around, value), "valid"];
}

/** Maximum of each window; padding never wins. */
export function maxPool(x: tf.Tensor4D, kernel: number, stride: number, padding: Padding): tf.Tensor4D {
  const none = padding[0] === 0 && padding[1] === 0;
  const [input] = none ? [x] : padded(x, padding, LOWEST);
  return tf.maxPool(input, kernel, stride, "valid");
}

/** Mean of each window; padding counts as zeros (PyTorch's default). */
export function averagePool(x: tf.Tensor4D, kernel: number, stride: number, padding: Padding): tf.Tensor4D {
  const around: [[number, number], [number, number], [number, number], [number, number]] = [
    [0, 0],
    [padding[0], padding[1]],
    [padding[0], padding[1]],
    [0, 0],
  ];
  const input = padding[0] === 0 && padding[1] === 0 ? x : tf.pad4d(x, around);
  return tf.avgPool(input, kernel, stride, "valid");
}

/** Adaptive average pooling: bin i of n over size s covers ⌊i·s/n⌋ to ⌈(i+1)·s/n⌉. */
export function resizePool(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  const rows = Array.from({ length: height }, (_, index) => bin(index, height, x.shape[1]));
  const columns = Array.from({ length: width }, (_, index) => bin(index, width, x.shape[2]));
  const cells = rows.map(([top, tall]) =>
    tf.concat(
      columns.map(([left, wide]) => {
        const part = tf.slice(x, [0, top, left, 0], [-1, tall, wide, -1]);
        return tf.mean(part, [1, 2], true) as tf.Tensor4D;
      }),
      2,
    ),
  );
  return tf.concat(cells, 1);
}

function bin(index: number, count: number, size: number): [from: number, length: number] {
  const from = Math.floor((index * size) / count);
  return [from, Math.ceil(((index + 1) * size) / count) - from];
}

/** Unit rows: x / max(‖x‖, 1e-12). */
export function normaliseRows(x: tf.Tensor): tf.Tensor {
  // The bound stands inside the root: outside, the gradient of a row of zeros would be 0 · ∞.
  const square = tf.maximum(tf.sum(tf.square(x), -1, true), NORMALISE_EPSILON ** 2);
  return tf.div(x, tf.sqrt(square));
}

/**
 * The dropout mask of a node at a step, scaled by 1 / (1 − rate): element i is kept when draw i + 1 of the stream
 * `(seed, "dropout", node, step)` is at least the rate. The same in every executor and in every pass over the step.
 */
export function dropoutMask(node: GraphNode, rate: number, shape: number[], seed: number, step: number): tf.Tensor {
  const key = streamKey(seed, "dropout", node.name, step);
  const size = shape.reduce((product, extent) => product * extent, 1);
  const mask = new Float32Array(size);
  const threshold = rate * 2 ** 32;
  for (let index = 0; index < size; index += 1) {
    mask[index] = drawAt(key, index + 1) >= threshold ? 1 / (1 - rate) : 0;
  }
  return tf.tensor(mask, shape);
}
