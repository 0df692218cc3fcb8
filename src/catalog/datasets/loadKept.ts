import { DatasetError } from "../../data/datasetError";
import { importedKey, type LabelLevel } from "../../data/files/imagesKey";
import type { DatasetInfo } from "../../data/datasetInfo";
import type { ImageSet } from "../../data/imageSet";
import type { LoadOptions, Splits } from "./dataset";

/** What an experiment says of them; the settings of `files`. */
export interface WantedImages extends Pick<
  DatasetInfo,
  "height" | "width" | "channels" | "classes" | "trainCount" | "testCount"
> {
  readonly name: string;
  readonly hash: string;
  /** Of test images that are looked for among the others; 0 where images are classified. */
  readonly queries: number;
  readonly level: LabelLevel;
}

/**
 * Images of somebody's own, from wherever they are kept.
 * @throws DatasetError when they are not there, or are others than the experiment says: links may be changed by hand.
 */
export async function loadKept(
  { hash, name, height, width, channels, trainCount, testCount, classes, queries, level }: WantedImages,
  { onProgress, signal, cache }: LoadOptions = {},
): Promise<Splits> {
  if (hash === "") throw new DatasetError({ code: "nothingChosen" });
  const total = trainCount + testCount;
  const fits = (set: ImageSet | null | undefined, count: number): set is ImageSet =>
    set?.count === count && set.height === height && set.width === width && set.channels === channels;
  const known = ({ labels }: ImageSet): boolean => labels.every((label) => label < classes);
  // People that are looked for are of no class; how many stands in what the hash names.
  const tested = (set: ImageSet): boolean => (queries === 0 ? known(set) : set.cameras !== undefined);
  signal?.throwIfAborted();
  const train = await cache?.get(importedKey(hash, "train", level));
  signal?.throwIfAborted();
  const test = await cache?.get(importedKey(hash, "test", level));
  if (!fits(train, trainCount) || !fits(test, testCount) || !known(train) || !tested(test)) {
    const bytes = total * height * width * channels;
    throw new DatasetError({ code: "imagesMissing", name, images: total, bytes });
  }
  onProgress?.(total, total);
  return { train, test };
}
