import { clear } from "./vectors";

/**
 * Copies the window of an image that a convolution reads, with zeros where it reaches beyond: afterwards no loop has to ask
 * where the image ends. One group's channels alone are taken.
 * @param x the image's first pixel, at the group's first channel; `pixelWords` from one pixel to the next.
 * @param top rows of zeros before the image; negative: rows of the image that are left out. `left` likewise.
 * @param to `[toHeight, toWidth, channels]`
 */
export function padImage(
  x: usize,
  pixelWords: i32,
  channels: i32,
  height: i32,
  width: i32,
  top: i32,
  left: i32,
  to: usize,
  toHeight: i32,
  toWidth: i32,
): void {
  const line = toWidth * channels;
  const first = max(0, left);
  const last = max(first, min(toWidth, width + left));
  for (let row = 0; row < toHeight; row++) {
    const from = row - top;
    if (from < 0 || from >= height) clear(to, line);
    else {
      clear(to, first * channels);
      let source = x + ((<usize>((from * width + first - left) * pixelWords)) << 2);
      let target = to + ((<usize>(first * channels)) << 2);
      if (pixelWords === channels) memory.copy(target, source, (<usize>((last - first) * channels)) << 2);
      else {
        for (let pixel = first; pixel < last; pixel++) {
          memory.copy(target, source, (<usize>channels) << 2);
          source += (<usize>pixelWords) << 2;
          target += (<usize>channels) << 2;
        }
      }
      clear(to + ((<usize>(last * channels)) << 2), (toWidth - last) * channels);
    }
    to += (<usize>line) << 2;
  }
}
