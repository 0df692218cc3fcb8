/**
 * The multiple of 8 nearest to a number of channels, at least 8, and never below 90 % of it.
 * Source: Sandler et al., MobileNetV2, the authors' `make_divisible`.
 */
export function inEights(channels: number): number {
  const nearest = Math.max(8, 8 * Math.floor((channels + 4) / 8));
  return nearest < 0.9 * channels ? nearest + 8 : nearest;
}
