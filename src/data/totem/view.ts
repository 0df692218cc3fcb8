import { derive } from "../../random/mix32";
import { createStream } from "../../random/stream";
import { colourOfHsv, type Colour } from "./colour";
import { PRIMITIVES, rotationOfHalfTangent, type Primitive, type Rotation } from "./geometry";
import { TEXTURES, type Texture } from "./texture";

/** All that is random about one picture except noise: pose, colours, background, light, occluder, clutter. */
export type TotemView = ReturnType<typeof drawView>;

/**
 * Draws a view. Coordinates are -1 to 1, x to the right, y upwards.
 *
 * Every number is drawn, used or not, in the order of the lines below: that order is the specification.
 * @param key of the picture. @param difficulty 0 (centred, clean) to 1 (tilted, cluttered, occluded, noisy).
 */
export function drawView(key: number, difficulty: number) {
  const d = difficulty;
  const stream = createStream(key);
  const { range } = stream;
  return {
    tilt: range(-1, 1) * (0.1 + 0.22 * d),
    scale: range(0.54 - 0.1 * d, 0.58 + 0.02 * d),
    aspect: 1 + range(-1, 1) * 0.22 * d,
    centreX: range(-1, 1) * (0.08 + 0.2 * d),
    // Lower than the middle: the part sits on top.
    centreY: range(-1, 1) * (0.06 + 0.12 * d) - 0.2,
    hueJitter: stream.byteNormal(),
    freeHue: stream.unit(),
    hueChoice: stream.unit(),
    saturation: range(0.45, 0.95),
    value: range(0.55, 1),
    darkening: range(0.3, 0.85),
    hueShift: range(-0.12, 0.12),
    frequencyFactor: range(1 - 0.25 * d, 1 + 0.25 * d),
    phase0: stream.unit(),
    phase1: stream.unit(),
    partHue: stream.unit(),
    partValue: range(0.35, 1),
    background1: colourOfHsv(stream.unit(), range(0.05, 0.55), range(0.15, 0.85)),
    background2: colourOfHsv(stream.unit(), range(0.05, 0.55), range(0.15, 0.85)),
    lightX: range(-1, 1),
    lightY: range(-1, 1),
    gain: 1 + range(-1, 1) * 0.3 * d,
    occluderChance: stream.unit(),
    occluderTilt: range(-1, 1),
    /** 0 … 3: the side from which the bar comes. */
    occluderSide: stream.below(4),
    occluderOffset: range(0.25, 0.75),
    clutter: drawClutter(key, Math.floor(stream.unit() * (1 + 6 * d))),
  };
}

/** A small shape somewhere in the background. */
export interface Clutter {
  readonly primitive: Primitive;
  readonly texture: Texture;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly rotation: Rotation;
  readonly colour: Colour;
  readonly frequency: number;
  readonly phase0: number;
  readonly phase1: number;
  /** Brightness where the texture is 0. */
  readonly darkening: number;
}

/** Keys of clutter shapes are `derive(key, 16 + j)`. */
const CLUTTER_KEY = 16;

function drawClutter(key: number, count: number): readonly Clutter[] {
  return Array.from({ length: count }, (_, j) => {
    const stream = createStream(derive(key, CLUTTER_KEY + j));
    const { range } = stream;
    // Again the order of the lines is the specification.
    return {
      primitive: stream.pick(PRIMITIVES),
      texture: stream.pick(TEXTURES),
      x: range(-1, 1),
      y: range(-1, 1),
      radius: range(0.12, 0.34),
      rotation: rotationOfHalfTangent(range(-1, 1)),
      colour: colourOfHsv(stream.unit(), range(0.1, 0.9), range(0.2, 1)),
      frequency: range(1, 2),
      phase0: stream.unit(),
      phase1: stream.unit(),
      darkening: range(0.3, 0.8),
    };
  });
}
