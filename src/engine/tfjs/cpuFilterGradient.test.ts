import { beforeAll, expect, test } from "vitest";
import { createStream } from "../../random/stream";
import { registerCpuFilterGradient } from "./cpuFilterGradient";
import * as tf from "./tf";

beforeAll(async () => {
  await import("@tensorflow/tfjs-backend-cpu");
  await tf.setBackend("cpu");
});

const stream = createStream(7);
const values = (size: number): Float32Array => Float32Array.from({ length: size }, () => stream.unit() - 0.5);

/** Kernel, stride, padding on all sides; the last one has rows that no kernel reaches. */
const cases = [
  { kernel: 3, stride: 1, pad: 1, size: 5 },
  { kernel: 3, stride: 2, pad: 1, size: 6 },
  { kernel: 1, stride: 1, pad: 0, size: 4 },
  { kernel: 5, stride: 3, pad: 2, size: 7 },
];

test("the gradients have the bits of the backend's own kernel", async () => {
  const inputs = cases.map(({ size }) => tf.tensor4d(values(2 * size * size * 3), [2, size, size, 3]));
  const filters = cases.map(({ kernel }) => tf.tensor4d(values(kernel * kernel * 3 * 4), [kernel, kernel, 3, 4]));
  const gradients = () =>
    Promise.all(
      cases.map(({ stride, pad }, index) => {
        const [x, w] = [inputs[index], filters[index]];
        if (x === undefined || w === undefined) throw new Error("a case without its tensors");
        const f = (): tf.Scalar => tf.sum(tf.square(tf.conv2d(x, w, stride, pad, "NHWC", 1, "floor")));
        const { grads } = tf.engine().gradients(f, [w]);
        return grads[0]?.data() ?? Promise.reject(new Error("no gradient"));
      }),
    );
  const theirs = await gradients();
  registerCpuFilterGradient();
  const ours = await gradients();
  ours.forEach((got, index) => {
    expect(got.some((value) => value !== 0)).toBe(true);
    expect(got).toEqual(theirs[index]);
  });
});
