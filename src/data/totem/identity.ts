import { derive } from "../../random/mix32";
import { drawImages, drawImagesInSlices, type ImageRecipe, type OnProgress } from "../imageRecipe";
import type { HeldSet } from "../imageSet";
import type { Colour } from "./colour";
import { identityObject, type TotemObject } from "./object";
import { createTotemPainter } from "./render";
import { SPLITS, type Split } from "./split";

/** Colour casts of the four cameras; view v of an identity is taken by camera v mod 4. */
export const CAMERAS: readonly Colour[] = [
  { red: 1, green: 1, blue: 1 },
  { red: 1.1, green: 0.95, blue: 0.8 },
  { red: 0.8, green: 0.95, blue: 1.12 },
  { red: 0.9, green: 1.05, blue: 0.9 },
];

/** Keys of views are `derive(seed, 2000 + split, id, view)`. */
const VIEW_KEY = 2000;

export interface TotemIdentityOptions {
  readonly seed: number;
  /** Which identities, each a whole number; labels are positions in this list. */
  readonly ids: readonly number[];
  /** Pictures of each identity. */
  readonly views: number;
  /** Pixels, a multiple of 4. */
  readonly size: number;
  /** 0 to 1. */
  readonly difficulty: number;
  readonly split: Split;
}

/**
 * The "who is it?" set: every identity is an object of its own, seen by four cameras.
 *
 * Image n shows identity `ids[⌊n / views⌋]`, view n mod views.
 * @returns images `[ids · views, size, size, 3]`, labels (positions in `ids`) and cameras 0 … 3.
 * @throws RangeError for a size, difficulty or number of views that does not exist.
 */
export function totemIdentity(options: TotemIdentityOptions): HeldSet {
  return drawImages(totemIdentityRecipe(options));
}

/**
 * {@link totemIdentity} in slices, leaving the thread responsive.
 * @throws the signal's reason when it is aborted; RangeError as `totemIdentity`.
 */
export async function generateTotemIdentity(
  options: TotemIdentityOptions,
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<HeldSet> {
  return drawImagesInSlices(totemIdentityRecipe(options), onProgress, signal);
}

/**
 * How to draw any single picture of the set: for ranked lists, which show a few of many.
 * @throws RangeError as `totemIdentity`.
 */
export function totemIdentityRecipe({ seed, ids, views, size, difficulty, split }: TotemIdentityOptions): ImageRecipe {
  if (!Number.isInteger(views) || views < 1) {
    throw new RangeError(`totem: views is ${views}; expected a whole number from 1 upwards`);
  }
  const paint = createTotemPainter(size, difficulty);
  const people: readonly { readonly id: number; readonly object: TotemObject }[] = ids.map((id) => ({
    id,
    object: identityObject(seed, id),
  }));
  const label = (index: number): number => Math.floor(index / views);
  const camera = (index: number): number => (index % views) % CAMERAS.length;
  return {
    count: ids.length * views,
    height: size,
    width: size,
    channels: 3,
    label,
    camera,
    draw(index, images, offset) {
      const person = people[label(index)];
      if (person === undefined) throw new RangeError(`totem: image ${index} does not exist`);
      const key = derive(seed, VIEW_KEY + SPLITS[split], person.id, index % views);
      paint(person.object, key, images, offset, CAMERAS[camera(index)]);
    },
  };
}
