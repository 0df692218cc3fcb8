import type { Colour } from "./colour";

/** A picture in the making, in double precision. */
export interface Canvas {
  readonly size: number;
  /** Size of a pixel where the picture spans -1 to 1. */
  readonly pixel: number;
  /** `[size]`, x of each column; minus y of each row. */
  readonly centres: Float64Array;
  /** `[size, size, 3]`, the picture so far, about 0 to 1. */
  readonly values: Float64Array;
}

/** A black canvas of `size` × `size` pixels. */
export function createCanvas(size: number): Canvas {
  const centres = Float64Array.from({ length: size }, (_, j) => (2 * j + 1) / size - 1);
  return { size, pixel: 2 / size, centres, values: new Float64Array(size * size * 3) };
}

/** Moves the pixel whose red value is number `at` towards a colour times a brightness, by `opacity`. */
export function blend(values: Float64Array, at: number, colour: Colour, brightness: number, opacity: number): void {
  const red = values[at] ?? 0;
  const green = values[at + 1] ?? 0;
  const blue = values[at + 2] ?? 0;
  values[at] = red + (colour.red * brightness - red) * opacity;
  values[at + 1] = green + (colour.green * brightness - green) * opacity;
  values[at + 2] = blue + (colour.blue * brightness - blue) * opacity;
}
