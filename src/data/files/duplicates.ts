import { imageAt } from "../imageAt";
import { bytesKey } from "../../random/bytesKey";
import type { ImageSplits } from "./imageSplits";

/** Number of test images that also stand, byte for byte, among the training images: what a network could know by heart. */
export function duplicatesBetween({ train, test }: ImageSplits): number {
  const places = new Map<number, number[]>();
  for (let index = 0; index < train.count; index += 1) {
    const key = bytesKey(imageAt(train, index));
    const known = places.get(key);
    if (known === undefined) places.set(key, [index]);
    else known.push(index);
  }
  let found = 0;
  for (let index = 0; index < test.count; index += 1) {
    const image = imageAt(test, index);
    const candidates = places.get(bytesKey(image)) ?? [];
    if (candidates.some((candidate) => equal(imageAt(train, candidate), image))) found += 1;
  }
  return found;
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, index) => byte === b[index]);
