/** Below this range of variances every image has weight 1. */
const SMALLEST_RANGE = 1e-12;

/**
 * Weights of the bias loss, `w = exp(alpha · v̂) − beta` with `v̂ = (v − min v) / (max v − min v)` over the images given.
 * @param variance `[images]` of each image's features. @returns `[images]`.
 * Source: Abrahamyan et al., Bias Loss for Mobile Neural Networks, ICCV 2021; biasloss.py with local scaling. Where all
 * variances are equal, where that code divides by zero, the weight is 1.
 */
export function biasWeights(
  variance: readonly number[],
  { alpha, beta }: { readonly alpha: number; readonly beta: number },
): readonly number[] {
  const least = variance.reduce((a, b) => Math.min(a, b), Infinity);
  const range = variance.reduce((a, b) => Math.max(a, b), -Infinity) - least;
  return variance.map((value) => (range < SMALLEST_RANGE ? 1 : Math.exp((alpha * (value - least)) / range) - beta));
}

/** Images between two values. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly images: number;
}

/** Images by value in bins of equal width from the smallest to the largest; one bin where all are equal. */
export function histogram(values: readonly number[], bins: number): readonly Bin[] {
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.length === 0) return [];
  const least = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const most = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  if (most === least) return [{ from: least, to: most, images: finite.length }];
  const width = (most - least) / bins;
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of finite) {
    const bin = Math.min(bins - 1, Math.floor((value - least) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((images, bin) => ({ from: least + bin * width, to: least + (bin + 1) * width, images }));
}

/** Parts of equally many images by rising variance, and the share that is right in each: does varied mean easy? */
export function rightByVariance(
  variance: readonly number[],
  right: readonly boolean[],
  parts: number,
): readonly (Bin & { readonly share: number })[] {
  const order = variance.map((value, image) => ({ value, right: right[image] ?? false }));
  order.sort((a, b) => a.value - b.value);
  return Array.from({ length: parts }, (_, part) => {
    const images = order.slice(
      Math.floor((part * order.length) / parts),
      Math.floor(((part + 1) * order.length) / parts),
    );
    const good = images.filter((image) => image.right).length;
    return {
      from: images[0]?.value ?? Number.NaN,
      to: images.at(-1)?.value ?? Number.NaN,
      images: images.length,
      share: images.length === 0 ? Number.NaN : good / images.length,
    };
  });
}
