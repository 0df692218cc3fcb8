/**
 * Changes of colour in whole numbers, as Pillow makes them of bytes: each result is a byte, so the next change starts from what
 * a file would hold. The engines' kernels hold the same arithmetic; `augment.contract` tests compare all of them.
 *
 * Brightness, contrast and saturation blend a pixel with black, with the image's mean grey and with its own grey:
 * base + factor · (value − base), cut to a byte and towards zero. Hue goes through Pillow's HSV of bytes, whose fractions are
 * divisions of whole numbers here.
 */
import { Change } from "./change";

/** Pillow's brightness of a pixel: 0.299 R + 0.587 G + 0.114 B in 65536ths, rounded. */
export function brightnessOf(red: number, green: number, blue: number): number {
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}

/** base + factor (4096 for 1) · (value − base), a byte. */
export function blend(base: number, value: number, factor: number): number {
  return Math.min(255, Math.max(0, (base * 4096 + factor * (value - base)) >> 12));
}

/** Turns the hue of the pixel at `at` by `turn` 256ths. */
export function turnHue(pixels: Uint8Array, at: number, turn: number): void {
  const red = pixels[at] ?? 0;
  const green = pixels[at + 1] ?? 0;
  const blue = pixels[at + 2] ?? 0;
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  // Grey has no hue.
  if (range === 0) return;
  // Sixths of a turn, in units of 1 / range.
  let sixths = red === most ? green - blue : green === most ? 2 * range + blue - red : 4 * range + red - green;
  if (sixths < 0) sixths += 6 * range;
  const hue = (Math.floor((sixths * 255) / (6 * range)) + turn) & 255;
  const saturation = Math.floor((255 * range) / most);
  const part = Math.floor((6 * hue) / 255);
  const within = 6 * hue - 255 * part;
  const low = rounded(most * (255 - saturation), 255);
  const falling = rounded(most * (65025 - saturation * within), 65025);
  const rising = rounded(most * (65025 - saturation * (255 - within)), 65025);
  const set = (r: number, g: number, b: number): void => {
    pixels[at] = r;
    pixels[at + 1] = g;
    pixels[at + 2] = b;
  };
  if (part === 1) set(falling, most, low);
  else if (part === 2) set(low, most, rising);
  else if (part === 3) set(low, falling, most);
  else if (part === 4) set(rising, low, most);
  else if (part === 5) set(most, low, falling);
  else set(most, rising, low);
}

/** a / b to the nearest whole number, halves up. */
const rounded = (a: number, b: number): number => Math.floor((2 * a + b) / (2 * b));

/**
 * Changes the colours of an image in place.
 * @param pixels `[height × width, channels]`, 1 or 3 channels; a single channel has no saturation and no hue.
 * @param counted `[height × width]`, 0 where nothing is: such pixels neither change nor count in the mean that contrast needs.
 * @param changes words of rows, of which this image's begin at `start`.
 */
export function recolour(
  pixels: Uint8Array,
  channels: number,
  counted: Uint8Array,
  changes: Int32Array,
  start: number,
): void {
  if (changes[start + Change.recoloured] === 1) {
    const order = changes[start + Change.order] ?? 0;
    for (let turn = 0; turn < 4; turn += 1) {
      const what = (order >> (2 * turn)) & 3;
      const amount = changes[start + Change.brightness + what] ?? 0;
      const mean = what === 1 ? meanBrightness(pixels, channels, counted) : 0;
      for (let pixel = 0; pixel < counted.length; pixel += 1) {
        if (counted[pixel] === 1) change(pixels, pixel * channels, channels, what, amount, mean);
      }
    }
  }
  if (changes[start + Change.grey] !== 1 || channels !== 3) return;
  for (let pixel = 0; pixel < counted.length; pixel += 1) {
    if (counted[pixel] === 1) pixels.fill(greyAt(pixels, 3 * pixel, 3), 3 * pixel, 3 * pixel + 3);
  }
}

function change(pixels: Uint8Array, at: number, channels: number, what: number, amount: number, mean: number): void {
  if (what === 3) {
    if (channels === 3) turnHue(pixels, at, amount);
    return;
  }
  const base = what === 0 ? 0 : what === 1 ? mean : greyAt(pixels, at, channels);
  for (let channel = at; channel < at + channels; channel += 1) {
    pixels[channel] = blend(base, pixels[channel] ?? 0, amount);
  }
}

function greyAt(pixels: Uint8Array, at: number, channels: number): number {
  const first = pixels[at] ?? 0;
  return channels === 3 ? brightnessOf(first, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0) : first;
}

/** The mean brightness of what is there, rounded, halves up. */
function meanBrightness(pixels: Uint8Array, channels: number, counted: Uint8Array): number {
  let [sum, count] = [0, 0];
  for (let pixel = 0; pixel < counted.length; pixel += 1) {
    if (counted[pixel] !== 1) continue;
    count += 1;
    sum += greyAt(pixels, pixel * channels, channels);
  }
  return count === 0 ? 0 : rounded(sum, count);
}
