import { DatasetError } from "../datasetError";
import type { ImageSet } from "../imageSet";
import { picked } from "../picked";
import { areHeld, joinedPixels, type Pixels } from "../pixels";
import { splitsIn, type ImageSplits } from "./imageSplits";
import type { ReadNote } from "./reader";

/** Of each class, so many training images for each test image, itself included. */
export const EVERY = 5;

/**
 * Both splits of images that came with or without a test split: without, every fifth image of each class becomes one, by its
 * place, so that the same files always give the same splits.
 * @throws DatasetError when no class has five images.
 */
export function withTestSplit(
  train: ImageSet,
  test: ImageSet | undefined,
  note: (note: ReadNote) => void,
): ImageSplits {
  if (test !== undefined) return { train, test };
  const seen = new Map<number, number>();
  const isTest = Array.from(train.labels, (label) => {
    const place = (seen.get(label) ?? 0) + 1;
    seen.set(label, place);
    return place % EVERY === 0;
  });
  const places = Uint32Array.from(isTest.keys());
  const taken = (wanted: boolean): ImageSet =>
    picked(
      train,
      places.filter((index) => isTest[index] === wanted),
    );
  const splits = { train: taken(false), test: taken(true) };
  if (splits.test.count === 0) throw new DatasetError({ code: "tooFew", images: train.count, least: EVERY });
  note({ code: "splitOff", every: EVERY, images: splits.test.count });
  return splits;
}

/** Sets of one shape, one after the other; where one lies in a file, all stay where they are. */
export function joined(sets: readonly ImageSet[]): ImageSet | undefined {
  const [first, ...others] = sets;
  if (first === undefined || others.length === 0) return first;
  const count = sets.reduce((sum, set) => sum + set.count, 0);
  const images = joinedImages(sets);
  const labels = new Uint16Array(count);
  let at = 0;
  for (const set of sets) {
    labels.set(set.labels, at);
    at += set.count;
  }
  const cameras = new Uint8Array(count);
  if (first.cameras === undefined) return { ...first, count, images, labels };
  cameras.set(sets.flatMap((set) => [...(set.cameras ?? [])]));
  return { ...first, count, images, labels, cameras };
}

function joinedImages(sets: readonly ImageSet[]): Pixels {
  const parts = sets.map(({ images }) => images);
  if (!parts.every(areHeld)) return joinedPixels(parts);
  const images = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    images.set(part, at);
    at += part.length;
  }
  return images;
}

/** Names of classes that have none: their numbers. */
export function numbered(splits: ImageSplits): readonly string[] {
  const largest = splitsIn(splits).reduce((most, [, { labels }]) => labels.reduce((a, b) => Math.max(a, b), most), 0);
  return Array.from({ length: largest + 1 }, (_, index) => `${index}`);
}
