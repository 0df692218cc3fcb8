import { imageAt } from "../imageAt";
import { imageBytes, type ImageSet } from "../imageSet";
import { slicesOf } from "../pixels";
import { bytesKey } from "../../random/bytesKey";
import type { ImageSplits } from "./imageSplits";

/** Number of test images that also stand, byte for byte, among the training images: what a network could know by heart. */
export function duplicatesBetween({ train, test }: ImageSplits): number {
  const places = new Map<number, number[]>();
  for (const { image, index } of imagesOf(train)) {
    const key = bytesKey(image);
    const known = places.get(key);
    if (known === undefined) places.set(key, [index]);
    else known.push(index);
  }
  let found = 0;
  for (const { image } of imagesOf(test)) {
    const candidates = places.get(bytesKey(image)) ?? [];
    if (candidates.some((candidate) => equal(imageAt(train, candidate), image))) found += 1;
  }
  return found;
}

/** Every image, one after the other; those of a file are good until the next. */
function* imagesOf(set: ImageSet): Generator<{ readonly image: Uint8Array; readonly index: number }> {
  const bytes = imageBytes(set);
  let index = 0;
  for (const part of slicesOf(set.images, bytes)) {
    for (let at = 0; at < part.length; at += bytes, index += 1) yield { image: part.subarray(at, at + bytes), index };
  }
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, index) => byte === b[index]);
