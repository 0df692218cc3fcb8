import { imageAt } from "./imageAt";
import { imageBytes, type ImageSet } from "./imageSet";

/** Some images of a set as a set of their own, in the order of `indices`. */
export function picked(set: ImageSet, indices: Uint32Array): ImageSet {
  const bytes = imageBytes(set);
  const images = new Uint8Array(indices.length * bytes);
  indices.forEach((from, to) => images.set(imageAt(set, from), to * bytes));
  const { height, width, channels } = set;
  const labels = Uint16Array.from(indices, (index) => set.labels[index] ?? 0);
  return { count: indices.length, height, width, channels, images, labels };
}
