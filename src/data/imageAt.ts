import { imageBytes, type ImageSet } from "./imageSet";

/** One image of a set: a view, `[height, width, channels]`. */
export function imageAt(set: ImageSet, index: number): Uint8Array<ArrayBuffer> {
  const bytes = imageBytes(set);
  return set.images.subarray(index * bytes, (index + 1) * bytes);
}
