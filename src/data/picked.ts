import { imageBytes, type ImageSet } from "./imageSet";
import { areHeld, pickedPixels, type Pixels } from "./pixels";

/** Some images of a set as a set of their own, in the order of `indices`; what lies in a file stays there. */
export function picked(set: ImageSet, indices: Uint32Array): ImageSet {
  const { height, width, channels } = set;
  const labels = Uint16Array.from(indices, (index) => set.labels[index] ?? 0);
  return { count: indices.length, height, width, channels, images: pickedImages(set, indices), labels };
}

function pickedImages(set: ImageSet, indices: Uint32Array): Pixels {
  const bytes = imageBytes(set);
  const { images } = set;
  if (!areHeld(images)) return pickedPixels(images, indices, bytes);
  const own = new Uint8Array(indices.length * bytes);
  indices.forEach((from, to) => own.set(images.subarray(from * bytes, (from + 1) * bytes), to * bytes));
  return own;
}
