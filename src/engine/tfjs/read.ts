import * as tf from "./tf";

/** Reads a tensor and disposes of it. */
export async function take(tensor: tf.Tensor): Promise<Float32Array> {
  try {
    return (await tensor.data<"float32">()) as Float32Array;
  } finally {
    tensor.dispose();
  }
}

/** Reads several tensors and disposes of them all. */
export function takeAll(tensors: readonly tf.Tensor[]): Promise<Float32Array[]> {
  return Promise.all(tensors.map(take));
}

/** Images as a tensor; copied, because the caller may fill its buffer anew before a GPU backend has uploaded it. */
export function imagesOf(values: Float32Array, input: readonly number[]): tf.Tensor4D {
  const [height = 1, width = 1, channels = 1] = input;
  return tf.tensor4d(values.slice(), [values.length / (height * width * channels), height, width, channels]);
}
