import type { DecodedImage } from "./imageDecoder";
import type { Fit } from "./reader";

interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Brings a picture to `size` × `size` pixels by the mean over the area that each new pixel covers, in whole numbers, so that every
 * machine makes the same bytes. `stretch` gives up its proportions, `fill` cuts off what stands over, `fit` adds grey (128).
 */
export function resize(image: DecodedImage, size: number, fit: Fit): DecodedImage {
  const { width, height, channels } = image;
  if (width === size && height === size) return image;
  const pixels = new Uint8Array(size * size * channels);
  if (fit === "fit") {
    const longer = Math.max(width, height);
    const inner = {
      width: Math.max(1, Math.round((size * width) / longer)),
      height: Math.max(1, Math.round((size * height) / longer)),
    };
    pixels.fill(128);
    const left = (size - inner.width) >> 1;
    const top = (size - inner.height) >> 1;
    areaMeans(image, { left: 0, top: 0, width, height }, pixels, size, { left, top, ...inner });
  } else {
    const side = Math.min(width, height);
    const from =
      fit === "stretch"
        ? { left: 0, top: 0, width, height }
        : { left: (width - side) >> 1, top: (height - side) >> 1, width: side, height: side };
    areaMeans(image, from, pixels, size, { left: 0, top: 0, width: size, height: size });
  }
  return { width: size, height: size, channels, pixels };
}

/** What part of each source pixel lies in each new one along one axis: in units of 1 / new length, whole numbers. */
function shares(from: number, to: number): readonly (readonly (readonly [at: number, share: number])[])[] {
  return Array.from({ length: to }, (_, index) => {
    const [start, end] = [index * from, (index + 1) * from];
    const covered: [number, number][] = [];
    for (let at = Math.floor(start / to); at * to < end; at += 1) {
      covered.push([at, Math.min(end, (at + 1) * to) - Math.max(start, at * to)]);
    }
    return covered;
  });
}

function areaMeans(image: DecodedImage, from: Window, pixels: Uint8Array, size: number, into: Window): void {
  const { channels, width, pixels: source } = image;
  const rows = shares(from.height, into.height);
  const columns = shares(from.width, into.width);
  // The shares of a row sum to the source's length, so the weights of a pixel sum to this.
  const area = from.width * from.height;
  rows.forEach((rowShares, row) => {
    columns.forEach((columnShares, column) => {
      for (let channel = 0; channel < channels; channel += 1) {
        let sum = 0;
        for (const [y, down] of rowShares) {
          for (const [x, across] of columnShares) {
            const at = ((from.top + y) * width + from.left + x) * channels + channel;
            sum += (source[at] ?? 0) * down * across;
          }
        }
        const to = ((into.top + row) * size + into.left + column) * channels + channel;
        pixels[to] = Math.floor((2 * sum + area) / (2 * area));
      }
    });
  });
}
