import { imageBytes, type ImageSet } from "./imageSet";
import { bytesAt, fetchBytes } from "./pixels";

/** One image of a set, `[height, width, channels]`: a view where the set lies in memory, else newly read. */
export function imageAt(set: ImageSet, index: number): Uint8Array<ArrayBuffer> {
  const bytes = imageBytes(set);
  return bytesAt(set.images, index * bytes, bytes);
}

/** The same for whoever can wait, as a page's own thread must where the set lies in a file. */
export function fetchImage(set: ImageSet, index: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = imageBytes(set);
  return fetchBytes(set.images, index * bytes, bytes);
}
