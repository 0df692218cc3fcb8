import { byteNormalAt, derive } from "../../random/mix32";
import { blend, createCanvas, type Canvas } from "./canvas";
import { colourOfHsv, mixColours, type Colour } from "./colour";
import { clampUnit, coverage, rotationOfHalfTangent, signedDistance } from "./geometry";
import { createNoisePainter } from "./noise";
import type { TotemObject } from "./object";
import { textureAt } from "./texture";
import { drawView, type Clutter, type TotemView } from "./view";

/** Writes one picture, `[size, size, 3]` bytes, to `images` from `offset` on. */
export type TotemPainter = (
  object: TotemObject,
  key: number,
  images: Uint8Array,
  offset: number,
  cast?: Colour,
) => void;

/** Draws of the pixel noise come from `derive(key, 7)`. */
const PIXEL_NOISE_KEY = 7;
const CLUTTER_OPACITY = 0.85;
/** How often the body shows its class hue instead of a random one. */
const CUE_PROBABILITY = 0.35;
const WHITE: Colour = { red: 1, green: 1, blue: 1 };

/**
 * A painter of pictures of one size and difficulty: background, clutter, part, body, occluder, light, noise.
 *
 * Layers are painted one after another over the whole picture; every pixel sees the same operations in the same order
 * as in the specification, so the bytes are the same. Rounding is at the end, to bytes.
 * @param size pixels, a multiple of 4. @param difficulty 0 to 1.
 * @throws RangeError for other values.
 * Source: the reference implementation of Totem (numpy), whose bytes are the golden fixture.
 */
export function createTotemPainter(size: number, difficulty: number): TotemPainter {
  if (!Number.isInteger(size) || size < 4 || size % 4 !== 0) {
    throw new RangeError(`totem: size is ${size}; expected a multiple of 4 from 4 upwards`);
  }
  if (!(difficulty >= 0 && difficulty <= 1)) {
    throw new RangeError(`totem: difficulty is ${difficulty}; expected a number from 0 to 1`);
  }
  const canvas = createCanvas(size);
  const noise = createNoisePainter(canvas.centres);
  const field = new Float64Array(size * size);

  return (object, key, images, offset, cast = WHITE) => {
    const view = drawView(key, difficulty);
    noise(key, field);
    paintBackground(canvas, field, view);
    for (const shape of view.clutter) paintClutter(canvas, shape);
    paintObject(canvas, object, view);
    if (view.occluderChance < 0.45 * difficulty) paintOccluder(canvas, view);
    develop(canvas, view, difficulty, cast, derive(key, PIXEL_NOISE_KEY), images, offset);
  };
}

function paintBackground({ values }: Canvas, field: Float64Array, view: TotemView): void {
  for (let pixel = 0; pixel < field.length; pixel++) {
    const { red, green, blue } = mixColours(view.background1, view.background2, field[pixel] ?? 0);
    values[pixel * 3] = red;
    values[pixel * 3 + 1] = green;
    values[pixel * 3 + 2] = blue;
  }
}

function paintClutter({ size, pixel, centres, values }: Canvas, shape: Clutter): void {
  const { cos, sin } = shape.rotation;
  for (let row = 0; row < size; row++) {
    const v0 = (-(centres[row] ?? 0) - shape.y) / shape.radius;
    for (let column = 0; column < size; column++) {
      const u0 = ((centres[column] ?? 0) - shape.x) / shape.radius;
      const u = cos * u0 + sin * v0;
      const v = cos * v0 - sin * u0;
      const opacity = coverage(signedDistance(shape.primitive, u, v) * shape.radius, pixel) * CLUTTER_OPACITY;
      // Blending by 0 changes no bit; most pixels lie outside.
      if (opacity === 0) continue;
      const pattern = textureAt(shape.texture, u, v, shape.frequency, shape.phase0, shape.phase1);
      const brightness = pattern * (1 - shape.darkening) + shape.darkening;
      blend(values, (row * size + column) * 3, shape.colour, brightness, opacity);
    }
  }
}

/** The part, then the body in front of it. */
function paintObject({ size, pixel, centres, values }: Canvas, object: TotemObject, view: TotemView): void {
  const { cos, sin } = rotationOfHalfTangent(view.tilt);
  const lean = rotationOfHalfTangent(object.partTilt);
  const partX = -lean.sin * object.partDistance;
  const partY = lean.cos * object.partDistance;
  const colours = objectColours(object, view);
  const frequency = object.frequency * view.frequencyFactor;
  const partFrequency = object.frequency * 0.8 * view.frequencyFactor;
  for (let row = 0; row < size; row++) {
    const dy = -(centres[row] ?? 0) - view.centreY;
    for (let column = 0; column < size; column++) {
      const dx = (centres[column] ?? 0) - view.centreX;
      const at = (row * size + column) * 3;
      const x = (cos * dx + sin * dy) / (view.scale * view.aspect * object.aspect);
      const y = ((cos * dy - sin * dx) * view.aspect) / view.scale;

      const u = (x - partX) / object.partSize;
      const v = (y - partY) / object.partSize;
      const partOpacity = coverage(signedDistance(object.part, u, v) * object.partSize * view.scale, pixel);
      if (partOpacity > 0) {
        let brightness = 1;
        if (object.partTexture !== undefined) {
          const pattern = textureAt(object.partTexture, u, v, partFrequency, view.phase1, view.phase0);
          brightness = pattern * (1 - view.darkening) + view.darkening;
        }
        blend(values, at, colours.part, brightness, partOpacity);
      }

      const bodyOpacity = coverage(signedDistance(object.body, x, y) * view.scale, pixel);
      if (bodyOpacity > 0) {
        const pattern = textureAt(object.bodyTexture, x, y, frequency, view.phase0, view.phase1);
        blend(values, at, mixColours(colours.bodyDark, colours.bodyLight, pattern), 1, bodyOpacity);
      }
    }
  }
}

function objectColours({ hue }: TotemObject, view: TotemView) {
  let bodyHue: number;
  let partHue: number;
  if (hue.kind === "cue") {
    bodyHue = view.hueChoice < CUE_PROBABILITY ? hue.hue + 0.06 * view.hueJitter : view.freeHue;
    partHue = view.partHue;
  } else {
    bodyHue = hue.bodyHue + 0.03 * view.hueJitter;
    partHue = hue.partHue + 0.03 * view.hueJitter;
  }
  return {
    part: colourOfHsv(partHue, view.saturation, view.partValue),
    bodyLight: colourOfHsv(bodyHue, view.saturation, view.value),
    bodyDark: colourOfHsv(bodyHue + view.hueShift, view.saturation, view.value * view.darkening),
  };
}

/** A bar in the second background colour across the picture, near one of the body's four sides. */
function paintOccluder({ size, pixel, centres, values }: Canvas, view: TotemView): void {
  const turned = rotationOfHalfTangent(view.occluderTilt * 0.41);
  const sideways = view.occluderSide % 2 === 1;
  const normalX = sideways ? -turned.sin : turned.cos;
  const normalY = sideways ? turned.cos : turned.sin;
  const offset = view.occluderOffset * view.scale * (view.occluderSide < 2 ? 1 : -1);
  for (let row = 0; row < size; row++) {
    const dy = -(centres[row] ?? 0) - view.centreY;
    for (let column = 0; column < size; column++) {
      const across = normalX * ((centres[column] ?? 0) - view.centreX) + normalY * dy;
      const opacity = coverage(Math.abs(across - offset) - 0.15, pixel);
      if (opacity > 0) blend(values, (row * size + column) * 3, view.background2, 1, opacity);
    }
  }
}

/** Light, the camera's colour cast and sensor noise; then bytes. */
function develop(
  { size, centres, values }: Canvas,
  view: TotemView,
  difficulty: number,
  cast: Colour,
  noiseKey: number,
  images: Uint8Array,
  offset: number,
): void {
  const sigma = 0.02 + 0.05 * difficulty;
  for (let row = 0; row < size; row++) {
    const y = -(centres[row] ?? 0);
    for (let column = 0; column < size; column++) {
      const x = centres[column] ?? 0;
      const light = view.gain * (1 + 0.25 * difficulty * (view.lightX * x + view.lightY * y));
      const at = (row * size + column) * 3;
      const { red, green, blue } = cast;
      images[offset + at] = toByte((values[at] ?? 0) * light * red + byteNormalAt(noiseKey, at + 1) * sigma);
      images[offset + at + 1] = toByte((values[at + 1] ?? 0) * light * green + byteNormalAt(noiseKey, at + 2) * sigma);
      images[offset + at + 2] = toByte((values[at + 2] ?? 0) * light * blue + byteNormalAt(noiseKey, at + 3) * sigma);
    }
  }
}

function toByte(value: number): number {
  return Math.floor(clampUnit(value) * 255 + 0.5);
}
