import { decimal } from "../words/format";
import { engineDialogWords as words } from "../words/engineDialogWords";

/*
 * Shapes of convolutions and the ways to compute them, from the short names that runs record them by (`3x3/1 16>32 @16x16 x64`,
 * `p4c4r16s32768g32x32`) to words. A name that another version wrote is shown as it is.
 */

/** A shape's name in words. */
export function shapeText(name: string): string {
  const match = /^(\d+)x\d+\/(\d+) (\d+)>(\d+)(?: g(\d+))? @(\d+)x(\d+) x(\d+)$/.exec(name);
  if (match === null) return name;
  const [, size, stride, inputs, outputs, groups, height, width, images = ""] = match;
  const filter = words.stride(`${size}×${size}`, Number(stride));
  const channels = words.channels(Number(inputs), Number(outputs));
  const grouped = groups === undefined ? channels : words.grouped(channels, Number(groups));
  return words.shape(filter, grouped, `${height}×${width}`, images);
}

/** A variant's name in words. */
export function variantText(name: string): string {
  const match = /^p(\d)c(\d)r\d+s\d+(?:g(\d+)x(\d+))?$/.exec(name);
  if (match === null) return name;
  const [pixels, channels, rows, columns] = match.slice(1).map(Number);
  return match[3] === undefined ? words.direct(pixels ?? 0, channels ?? 0) : words.product(rows ?? 0, columns ?? 0);
}

/** `.21 ms` */
export function msText(ms: number): string {
  return words.ms(ms >= 10 ? decimal(ms, 0) : decimal(ms, ms >= 1 ? 1 : 2));
}
