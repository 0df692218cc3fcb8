import { derive } from "../../random/mix32";
import { drawImages, drawImagesInSlices, type ImageRecipe, type OnProgress } from "../imageRecipe";
import type { HeldSet } from "../imageSet";
import { CLASSES, classObject } from "./object";
import { createTotemPainter } from "./render";

/** Numbers of the splits in keys; part of the specification. */
export const SPLITS = { train: 0, test: 1 } as const;
export type Split = keyof typeof SPLITS;

export interface TotemOptions {
  /** Whole number; counts modulo 2^32. */
  readonly seed: number;
  readonly split: Split;
  /** Images; classes take turns, so a multiple of 20 is balanced. */
  readonly count: number;
  /** Pixels, a multiple of 4. */
  readonly size: number;
  /** 0 to 1. */
  readonly difficulty: number;
}

/**
 * The classification set: image i shows class i mod 20 and has the key `derive(seed, split, i)`.
 *
 * Deterministic to the byte in every engine; a larger count only appends images.
 * @returns images `[count, size, size, 3]`, labels 0 … 19.
 * @throws RangeError for a size, difficulty or count that does not exist.
 * Source: `fixtures/golden/dataset.json` holds the reference's bytes and hashes.
 */
export function totemSplit(seed: number, split: Split, count: number, size: number, difficulty: number): HeldSet {
  return drawImages(totemRecipe({ seed, split, count, size, difficulty }));
}

/**
 * {@link totemSplit} in slices, leaving the thread responsive.
 * @throws the signal's reason when it is aborted; RangeError as `totemSplit`.
 */
export async function generateTotem(
  options: TotemOptions,
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<HeldSet> {
  return drawImagesInSlices(totemRecipe(options), onProgress, signal);
}

/** How to draw any single image of a split: for thumbnails, which need no whole set. */
export function totemRecipe({ seed, split, count, size, difficulty }: TotemOptions): ImageRecipe {
  if (!Number.isInteger(count) || count < 0) throw new RangeError(`totem: count is ${count}; expected a whole number`);
  const paint = createTotemPainter(size, difficulty);
  const objects = Array.from({ length: CLASSES }, (_, label) => classObject(label));
  return {
    count,
    height: size,
    width: size,
    channels: 3,
    label: (index) => index % CLASSES,
    draw(index, images, offset) {
      const object = objects[index % CLASSES] ?? classObject(index % CLASSES);
      paint(object, derive(seed, SPLITS[split], index), images, offset);
    },
  };
}
