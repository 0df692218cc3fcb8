import type { DecodedImage } from "./imageDecoder";

/**
 * A picture of 1 (grey), 2 (grey and alpha), 3 or 4 channels without its alpha, transparent parts on white; of one channel where
 * all of its pixels are grey.
 * @param data `[height, width, channels]`
 */
export function asDecoded(data: ArrayLike<number>, width: number, height: number, channels: number): DecodedImage {
  const pixels = width * height;
  const hasAlpha = channels === 2 || channels === 4;
  const colours = hasAlpha ? channels - 1 : channels;
  const opaque = new Uint8Array(pixels * colours);
  let grey = true;
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const alpha = hasAlpha ? (data[pixel * channels + colours] ?? 255) : 255;
    for (let colour = 0; colour < colours; colour += 1) {
      const value = data[pixel * channels + colour] ?? 0;
      opaque[pixel * colours + colour] = Math.trunc((value * alpha + 255 * (255 - alpha) + 127) / 255);
    }
    const first = opaque[pixel * colours];
    if (colours === 3 && (opaque[pixel * 3 + 1] !== first || opaque[pixel * 3 + 2] !== first)) grey = false;
  }
  if (colours === 1 || !grey) return { width, height, channels: colours === 1 ? 1 : 3, pixels: opaque };
  return { width, height, channels: 1, pixels: opaque.filter((_, index) => index % 3 === 0) };
}
