import * as tf from "./tf";

/** The part of the cpu backend that a kernel needs. */
interface CpuBackend {
  readonly data: { get(id: object): { readonly values: Float32Array } };
  makeTensorInfo(shape: readonly number[], dtype: "float32", values: Float32Array): tf.TensorInfo;
}

interface Attributes {
  readonly strides: [number, number] | number;
  readonly pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly filterShape: [number, number, number, number];
}

/**
 * Replaces the cpu backend's gradient of a convolution's kernel, which reads every value through a general accessor and
 * takes half of the time of a step. The sums run in the same order in double precision: the same bits.
 */
export function registerCpuFilterGradient(): void {
  const kernelName = "Conv2DBackpropFilter";
  tf.unregisterKernel(kernelName, "cpu");
  tf.registerKernel({
    kernelName,
    backendName: "cpu",
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { x, dy } = inputs;
      if (x === undefined || dy === undefined) throw new Error(`${kernelName}: x and dy are needed`);
      const { data, makeTensorInfo } = backend as CpuBackend;
      const { filterShape, strides, pad, dimRoundingMode } = attrs as unknown as Attributes;
      const shape = x.shape as [number, number, number, number];
      const info = tf.backend_util.computeConv2DInfo(shape, filterShape, strides, 1, pad, dimRoundingMode);
      const values = filterGradient(data.get(x.dataId).values, data.get(dy.dataId).values, info);
      return makeTensorInfo.call(backend, info.filterShape, "float32", values);
    },
  });
}

/** `[kernel, kernel, in, out]` from `[rows, height, width, in]` and `[rows, height, width, out]`. */
function filterGradient(
  x: Float32Array,
  dy: Float32Array,
  info: ReturnType<typeof tf.backend_util.computeConv2DInfo>,
): Float32Array {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const size = inChannels * outChannels;
  const result = new Float32Array(filterHeight * filterWidth * size);
  const sums = new Float64Array(size);
  for (let row = 0; row < filterHeight; row += 1) {
    for (let column = 0; column < filterWidth; column += 1) {
      sums.fill(0);
      for (let image = 0; image < batchSize; image += 1) {
        for (let outRow = 0; outRow < outHeight; outRow += 1) {
          const inRow = row + outRow * strideHeight - padInfo.top;
          if (inRow < 0 || inRow >= inHeight) continue;
          for (let outColumn = 0; outColumn < outWidth; outColumn += 1) {
            const inColumn = column + outColumn * strideWidth - padInfo.left;
            if (inColumn < 0 || inColumn >= inWidth) continue;
            const from = ((image * inHeight + inRow) * inWidth + inColumn) * inChannels;
            const to = ((image * outHeight + outRow) * outWidth + outColumn) * outChannels;
            for (let channel = 0; channel < inChannels; channel += 1) {
              const value = x[from + channel] ?? 0;
              for (let filter = 0; filter < outChannels; filter += 1) {
                const at = channel * outChannels + filter;
                sums[at] = (sums[at] ?? 0) + value * (dy[to + filter] ?? 0);
              }
            }
          }
        }
      }
      result.set(sums, (row * filterWidth + column) * size);
    }
  }
  return result;
}
