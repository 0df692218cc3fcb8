import { imageBytes, type HeldSet } from "./imageSet";
import { nextMacrotask } from "../tasks/nextMacrotask";

/** How to draw a set image by image; each image depends on its index alone. */
export interface ImageRecipe {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Writes image `index` to `images`, starting at byte `offset`. */
  draw(index: number, images: Uint8Array, offset: number): void;
  label(index: number): number;
  /** Present when the set has cameras. */
  camera?(index: number): number;
}

/** Called with the images drawn so far and their total; the last call has `done === total`. */
export type OnProgress = (done: number, total: number) => void;

/** Images between two pauses: some 8 ms of drawing at 16 px, 20 ms at 32 px. A count, because only the worker reads the clock. */
const IMAGES_PER_TASK = 64;

/** Draws a whole set at once. For tests and scripts; a worker would not answer meanwhile. */
export function drawImages(recipe: ImageRecipe): HeldSet {
  const set = emptySet(recipe);
  drawRange(recipe, set, 0, recipe.count);
  return set;
}

/**
 * One picture of a set, alone.
 * @returns `[height, width, channels]` bytes.
 * @throws RangeError when the set has no such picture.
 */
export function drawImage(recipe: ImageRecipe, index: number): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(index) || index < 0 || index >= recipe.count) {
    throw new RangeError(`picture ${index} was asked for; the set has 0 to ${recipe.count - 1}`);
  }
  const image = new Uint8Array(imageBytes(recipe));
  recipe.draw(index, image, 0);
  return image;
}

/**
 * Draws a set in slices of 64 images, each in its own task, so that the thread answers messages in between.
 * @throws the signal's reason (an `AbortError` unless given otherwise) at the first pause after an abort.
 */
export async function drawImagesInSlices(
  recipe: ImageRecipe,
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<HeldSet> {
  signal?.throwIfAborted();
  const set = emptySet(recipe);
  for (let start = 0; start < recipe.count; start += IMAGES_PER_TASK) {
    if (start > 0) {
      await nextMacrotask();
      signal?.throwIfAborted();
    }
    const end = Math.min(start + IMAGES_PER_TASK, recipe.count);
    drawRange(recipe, set, start, end);
    onProgress?.(end, recipe.count);
  }
  return set;
}

function emptySet(recipe: ImageRecipe): HeldSet {
  const { count, height, width, channels } = recipe;
  return {
    count,
    height,
    width,
    channels,
    images: new Uint8Array(count * imageBytes(recipe)),
    labels: new Uint16Array(count),
    ...(recipe.camera === undefined ? {} : { cameras: new Uint8Array(count) }),
  };
}

function drawRange(recipe: ImageRecipe, set: HeldSet, start: number, end: number): void {
  const bytes = imageBytes(set);
  for (let index = start; index < end; index++) {
    recipe.draw(index, set.images, index * bytes);
    set.labels[index] = recipe.label(index);
    if (set.cameras !== undefined && recipe.camera !== undefined) set.cameras[index] = recipe.camera(index);
  }
}
