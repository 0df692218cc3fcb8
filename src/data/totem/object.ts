import { createStream } from "../../random/stream";
import { derive } from "../../random/mix32";
import { PRIMITIVES, type Primitive } from "./geometry";
import { TEXTURES, type Texture } from "./texture";

/** What all pictures of one class, or of one identity, have in common: a big body with a small part on top. */
export interface TotemObject {
  readonly body: Primitive;
  readonly part: Primitive;
  readonly bodyTexture: Texture;
  /** Absent: the part has one flat colour. */
  readonly partTexture?: Texture;
  readonly hue: HueRule;
  /** Waves of the body's texture per unit length. */
  readonly frequency: number;
  /** Tangent of half of the angle by which the part leans. */
  readonly partTilt: number;
  /** From the middle of the body to the middle of the part, in body sizes. */
  readonly partDistance: number;
  /** In body sizes. */
  readonly partSize: number;
  /** Width over height of the whole. */
  readonly aspect: number;
}

/** Hues are in turns. */
export type HueRule =
  /** The body sometimes shows the class hue and else a random one; the part always a random one. */
  | { readonly kind: "cue"; readonly hue: number }
  /** Both are the object's own. */
  | { readonly kind: "own"; readonly bodyHue: number; readonly partHue: number };

/** Body and part of each composition. Every primitive occurs in several, as body or as part. */
const COMPOSITIONS: readonly { readonly body: Primitive; readonly part: Primitive }[] = [
  { body: "square", part: "disc" },
  { body: "disc", part: "square" },
  { body: "disc", part: "triangle" },
  { body: "triangle", part: "disc" },
  { body: "triangle", part: "square" },
];

const CLASS_TEXTURES: readonly Texture[] = ["bands across", "bands along", "checks", "plain"];

export const COMPOSITION_NAMES: readonly string[] = COMPOSITIONS.map(({ body, part }) => `${part} on ${body}`);
export const TEXTURE_NAMES: readonly string[] = CLASS_TEXTURES;
export const CLASSES = COMPOSITIONS.length * CLASS_TEXTURES.length;

/** The composition of a class: its index in `COMPOSITION_NAMES`. */
export function compositionOf(label: number): number {
  return Math.floor(label / CLASS_TEXTURES.length);
}

/**
 * The texture of a class: its index in `TEXTURE_NAMES`.
 *
 * Shifted by one from composition to composition (a Latin square), so that neither the texture nor the colour cue alone
 * says anything about the composition.
 */
export function textureOf(label: number): number {
  return (label + compositionOf(label)) % CLASS_TEXTURES.length;
}

/**
 * What the pictures of a class have in common.
 * @throws RangeError for a label that is not 0 … 19.
 */
export function classObject(label: number): TotemObject {
  const composition = COMPOSITIONS[compositionOf(label)];
  const bodyTexture = CLASS_TEXTURES[textureOf(label)];
  if (composition === undefined || bodyTexture === undefined) {
    throw new RangeError(`classObject: label ${label} does not exist; expected 0 to ${CLASSES - 1}`);
  }
  const withinComposition = label % CLASS_TEXTURES.length;
  return {
    ...composition,
    bodyTexture,
    hue: { kind: "cue", hue: ((withinComposition * 5 + compositionOf(label) * 3) % CLASSES) / CLASSES },
    frequency: 1.5,
    partTilt: 0,
    partDistance: 1.3,
    partSize: 0.62,
    aspect: 1,
  };
}

/** Keys of identities are `derive(seed, 1000, id)`. */
const IDENTITY_KEY = 1000;
/** All but plain. */
const PATTERNED_TEXTURES = TEXTURES.slice(0, -1);

/** What the pictures of one identity have in common, drawn from the seed. */
export function identityObject(seed: number, id: number): TotemObject {
  const stream = createStream(derive(seed, IDENTITY_KEY, id));
  // One draw per line; their order is part of the specification.
  const body = stream.pick(PRIMITIVES);
  const part = stream.pick(PRIMITIVES);
  const bodyTexture = stream.pick(PATTERNED_TEXTURES);
  const partTexture = stream.pick(PATTERNED_TEXTURES);
  const bodyHue = stream.unit();
  const partHue = stream.unit();
  return {
    body,
    part,
    bodyTexture,
    partTexture,
    hue: { kind: "own", bodyHue, partHue },
    frequency: stream.range(1.2, 2),
    partTilt: stream.range(-0.45, 0.45),
    partDistance: stream.range(1, 1.3),
    partSize: stream.range(0.45, 0.65),
    aspect: stream.range(0.8, 1.25),
  };
}
