import { nextMacrotask } from "../tasks/nextMacrotask";
import { fetchImage } from "./imageAt";
import { imageBytes, type ImageSet } from "./imageSet";
import { fetchBytes } from "./pixels";

/** An image that is like another, and how far it is from it. */
export interface Neighbour<Split extends string> {
  readonly split: Split;
  readonly index: number;
  /** Root of the mean squared difference of their bytes: 0 for the same bytes, 255 for black and white. */
  readonly distance: number;
}

/** Images that are read at a time, and between two of the page's other tasks. */
const PER_PART = 256;

/**
 * The images of some sets that are nearest to one of them by their pixels, the nearest first; of equally near ones the earlier. An
 * image is given up as soon as it is farther than the last of those found so far.
 * @param splits all of one size. @param own the image itself, which is not its own neighbour. @param most how many.
 */
export async function nearestImages<Split extends string>(
  splits: readonly (readonly [Split, ImageSet])[],
  own: { readonly split: Split; readonly index: number },
  most: number,
): Promise<readonly Neighbour<Split>[]> {
  const home = splits.find(([split]) => split === own.split)?.[1];
  if (home === undefined) return [];
  const bytes = imageBytes(home);
  const image = await fetchImage(home, own.index);
  const found: { readonly split: Split; readonly index: number; readonly squares: number }[] = [];
  let limit = Infinity;
  for (const [split, { count, images }] of splits) {
    for (let first = 0; first < count; first += PER_PART) {
      await nextMacrotask();
      const end = Math.min(count, first + PER_PART);
      const part = await fetchBytes(images, first * bytes, (end - first) * bytes);
      for (let index = first; index < end; index += 1) {
        if (split === own.split && index === own.index) continue;
        const squares = squaresBetween(part, (index - first) * bytes, image, limit);
        if (squares >= limit) continue;
        const place = found.findIndex((other) => other.squares > squares);
        found.splice(place < 0 ? found.length : place, 0, { split, index, squares });
        found.length = Math.min(found.length, most);
        if (found.length === most) limit = found.at(-1)?.squares ?? Infinity;
      }
    }
  }
  return found.map(({ split, index, squares }) => ({ split, index, distance: Math.sqrt(squares / bytes) }));
}

/** The sum of squared differences, or less than that once it has reached the limit. */
function squaresBetween(images: Uint8Array, at: number, image: Uint8Array, limit: number): number {
  let sum = 0;
  for (let place = 0; place < image.length;) {
    const end = Math.min(image.length, place + 96);
    for (; place < end; place += 1) {
      const difference = (images[at + place] ?? 0) - (image[place] ?? 0);
      sum += difference * difference;
    }
    if (sum >= limit) return sum;
  }
  return sum;
}
