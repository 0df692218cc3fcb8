import { fetchImage } from "./imageAt";
import { imageBytes, type ImageSet } from "./imageSet";
import { areHeld } from "./pixels";

/**
 * The same set with some of its pictures at hand, for a thread that can only wait for others. A set in memory is itself.
 * @param indices of pictures that will be asked for.
 */
export async function brought(set: ImageSet, indices: Iterable<number>): Promise<ImageSet> {
  const { images } = set;
  if (areHeld(images)) return set;
  const size = imageBytes(set);
  const found = await Promise.all(
    [...new Set(indices)].map(async (index) => [index * size, await fetchImage(set, index)] as const),
  );
  const atHand = new Map(found);
  return {
    ...set,
    images: {
      ...images,
      read(at, to) {
        const image = to.length === size ? atHand.get(at) : undefined;
        if (image === undefined) images.read(at, to);
        else to.set(image);
      },
    },
  };
}
