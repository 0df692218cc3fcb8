import type { ImageSet } from "../imageSet";
import { slicesOf } from "../pixels";

/** Digits after the point: a link then holds the numbers exactly, and every container gives the same ones. */
const SCALE = 10_000;
/** Of a channel that is the same everywhere; anything but 0 would do. */
const LEAST = 1 / SCALE;

/**
 * Mean and standard deviation of every channel over all pixels, 0 to 1. Sums are whole numbers below 2⁵³, so that the order of
 * the images does not matter.
 * @returns `[channels]` each, rounded to four digits.
 */
export function channelStatistics({ images, channels }: Pick<ImageSet, "images" | "channels">): {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
} {
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  for (const part of slicesOf(images, channels)) {
    for (let at = 0; at < part.length; at += channels) {
      for (let channel = 0; channel < channels; channel += 1) {
        const histogram = counts[channel];
        const byte = part[at + channel] ?? 0;
        if (histogram !== undefined) histogram[byte] = (histogram[byte] ?? 0) + 1;
      }
    }
  }
  const round = (value: number): number => Math.round(value * SCALE) / SCALE;
  const pixels = images.length / channels;
  const each = counts.map((histogram) => {
    let sum = 0;
    let squares = 0;
    histogram.forEach((count, byte) => {
      sum += count * byte;
      squares += count * byte * byte;
    });
    const mean = sum / pixels;
    const variance = Math.max(0, squares / pixels - mean * mean);
    return { mean: round(mean / 255), deviation: Math.max(LEAST, round(Math.sqrt(variance) / 255)) };
  });
  return { mean: each.map(({ mean }) => mean), deviation: each.map(({ deviation }) => deviation) };
}
