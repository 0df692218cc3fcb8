/**
 * Writes one image whose channels lie one after the other so that they lie together, pixel by pixel.
 * @param planes `[channels, pixels]`
 * @param images `[…, pixels, channels]`, from byte `offset` on
 */
export function interleave(
  planes: Uint8Array,
  images: Uint8Array,
  offset: number,
  pixels: number,
  channels: number,
): void {
  for (let channel = 0; channel < channels; channel += 1) {
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      images[offset + pixel * channels + channel] = planes[channel * pixels + pixel] ?? 0;
    }
  }
}
