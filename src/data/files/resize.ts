import type { DecodedImage } from "./imageDecoder";
import type { Fit } from "./reader";

interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Brings a picture to another size by the mean over the area that each new pixel covers, in whole numbers, so that every machine
 * makes the same bytes. `stretch` gives up its proportions, `fill` cuts off what stands over, `fit` adds grey (128).
 */
export function resize(image: DecodedImage, size: Size, fit: Fit): DecodedImage {
  const { width, height, channels } = image;
  if (width === size.width && height === size.height) return image;
  const pixels = new Uint8Array(size.width * size.height * channels);
  const whole = { left: 0, top: 0, width, height };
  const target = { left: 0, top: 0, ...size };
  if (fit === "fit") {
    // Which side decides: compared without dividing, so that equal proportions are equal.
    const wide = width * size.height >= height * size.width;
    const inner = wide
      ? { width: size.width, height: Math.max(1, Math.round((size.width * height) / width)) }
      : { width: Math.max(1, Math.round((size.height * width) / height)), height: size.height };
    pixels.fill(128);
    const left = (size.width - inner.width) >> 1;
    const top = (size.height - inner.height) >> 1;
    areaMeans(image, whole, pixels, size.width, { left, top, ...inner });
  } else {
    areaMeans(image, fit === "stretch" ? whole : middle(image, size), pixels, size.width, target);
  }
  return { ...size, channels, pixels };
}

/** The largest part of a picture in the proportions of a size, from its middle. */
function middle({ width, height }: Size, size: Size): Window {
  const wide = width * size.height >= height * size.width;
  const part = wide
    ? { width: Math.max(1, Math.round((height * size.width) / size.height)), height }
    : { width, height: Math.max(1, Math.round((width * size.height) / size.width)) };
  return { left: (width - part.width) >> 1, top: (height - part.height) >> 1, ...part };
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

function areaMeans(image: DecodedImage, from: Window, pixels: Uint8Array, rowLength: number, into: Window): void {
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
        const to = ((into.top + row) * rowLength + into.left + column) * channels + channel;
        pixels[to] = Math.floor((2 * sum + area) / (2 * area));
      }
    });
  });
}
