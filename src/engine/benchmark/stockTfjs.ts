import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import type { Contender } from "./contender";
import { batchOf, convsOf, graphOf, MOMENTUM, startOf, type Chain } from "./network";

export type Backend = "webgpu" | "webgl" | "cpu";

const EPSILON = 1e-5;

/** The network as a user of tfjs would write it: stock kernels, tape and momentum optimiser. */
export async function openTfjs(chain: Chain, rows: number, backend: Backend): Promise<Contender> {
  if (backend === "webgpu") await import("@tensorflow/tfjs-backend-webgpu");
  else if (backend === "webgl") await import("@tensorflow/tfjs-backend-webgl");
  else await import("@tensorflow/tfjs-backend-cpu");
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs has no backend ${backend} here`);
  await tf.ready();
  const start = startOf(graphOf(chain));
  const variable = (name: string, shape: number[]): tf.Variable => {
    const values = start.get(name);
    if (values === undefined) throw new Error(`no values for ${name}`);
    return tf.variable(tf.tensor(values, shape), true);
  };
  const layers = convsOf(chain).map(({ name, kernel, stride, inputs, filters, groups }) => ({
    stride,
    kernel,
    depthwise: groups > 1,
    w: variable(`conv${name}.kernel`, groups > 1 ? [kernel, kernel, inputs, 1] : [kernel, kernel, inputs, filters]),
    gamma: variable(`norm${name}.gamma`, [filters]),
    beta: variable(`norm${name}.beta`, [filters]),
    filters,
  }));
  const features = layers.at(-1)?.filters ?? 3;
  const dense = variable("dense.weight", [features, chain.classes]);
  const bias = variable("dense.bias", [chain.classes]);
  const { images, labels } = batchOf(chain, rows);
  const x = tf.tensor4d(images, [rows, chain.size, chain.size, 3]);
  const y = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), chain.classes), "float32"));
  const optimizer = tf.train.momentum(chain.learningRate, MOMENTUM);
  const losses: tf.Scalar[] = [];
  const forward = (): tf.Scalar => {
    let h: tf.Tensor4D = x;
    for (const { stride, kernel, depthwise, w, gamma, beta } of layers) {
      const pad = Math.floor(kernel / 2);
      const conv = depthwise
        ? tf.depthwiseConv2d(h, w as unknown as tf.Tensor4D, stride, pad)
        : tf.conv2d(h, w as unknown as tf.Tensor4D, stride, pad);
      const { mean, variance } = tf.moments(conv, [0, 1, 2]);
      h = tf.relu(
        tf.batchNorm(
          conv,
          mean as tf.Tensor1D,
          variance as tf.Tensor1D,
          beta as unknown as tf.Tensor1D,
          gamma as unknown as tf.Tensor1D,
          EPSILON,
        ),
      );
    }
    const logits = tf.add(tf.matMul(tf.mean(h, [1, 2]) as tf.Tensor2D, dense as unknown as tf.Tensor2D), bias);
    return tf.losses.softmaxCrossEntropy(y, logits);
  };
  return {
    step() {
      const loss = optimizer.minimize(forward, true);
      if (loss !== null) losses.push(loss);
    },
    sync: () => finished(backend),
    losses: async () => (await Promise.all(losses.map((loss) => loss.data()))).map((data) => data[0] ?? Number.NaN),
  };
}

/** Waits for the device without reading anything back. */
async function finished(backend: Backend): Promise<void> {
  const implementation: unknown = tf.backend();
  if (backend === "webgpu") {
    const webgpu = implementation as {
      readonly device: GPUDevice;
      readonly commandEncoder: GPUCommandEncoder | null;
      endComputePassEncoder(): void;
      submitQueue(): void;
    };
    webgpu.endComputePassEncoder();
    if (webgpu.commandEncoder !== null) webgpu.submitQueue();
    await webgpu.device.queue.onSubmittedWorkDone();
  } else if (backend === "webgl") {
    await (implementation as { gpgpu: { createAndWaitForFence(): Promise<void> } }).gpgpu.createAndWaitForFence();
  }
}
