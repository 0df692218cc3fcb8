import type { DatasetCache } from "../../data/datasetCache";
import { DatasetError } from "../../data/datasetError";
import { validationHash } from "../../data/files/canonicalHash";
import { importedKey, keyOfHash, type LabelLevel } from "../../data/files/imagesKey";
import { picked } from "../../data/picked";
import { spreadOrder } from "../../data/spreadOrder";
import type { DatasetInfo } from "../../data/datasetInfo";
import type { ImageSet } from "../../data/imageSet";
import type { LoadOptions, Splits } from "./dataset";

/** What an experiment says of them; the settings of `files`. */
export interface WantedImages extends Pick<
  DatasetInfo,
  "height" | "width" | "channels" | "classes" | "trainCount" | "testCount" | "validationCount"
> {
  readonly name: string;
  readonly hash: string;
  /** Of its own validation images; empty where they are not wanted. */
  readonly own: string;
  readonly order: "stored" | "spread";
  /** Of test images that are looked for among the others; 0 where images are classified. */
  readonly queries: number;
  readonly level: LabelLevel;
}

/**
 * Images of somebody's own, from wherever they are kept.
 * @throws DatasetError when they are not there, or are others than the experiment says: links may be changed by hand.
 */
export async function loadKept(wanted: WantedImages, { onProgress, signal, cache }: LoadOptions = {}): Promise<Splits> {
  const { hash, own, order, name, height, width, channels, trainCount, testCount, classes, queries, level } = wanted;
  const validationCount = own === "" ? 0 : (wanted.validationCount ?? 0);
  if (hash === "") throw new DatasetError({ code: "nothingChosen" });
  const total = trainCount + testCount + validationCount;
  const fits = (set: ImageSet | null | undefined, count: number): set is ImageSet =>
    set?.count === count && set.height === height && set.width === width && set.channels === channels;
  const known = ({ labels }: ImageSet): boolean => labels.every((label) => label < classes);
  // People that are looked for are of no class; how many stands in what the hash names.
  const tested = (set: ImageSet): boolean => (queries === 0 ? known(set) : set.cameras !== undefined);
  signal?.throwIfAborted();
  const train = await cache?.get(importedKey(hash, "train", level));
  signal?.throwIfAborted();
  const test = await cache?.get(importedKey(hash, "test", level));
  signal?.throwIfAborted();
  const validation = own === "" ? undefined : await ownValidation(hash, own, level, cache);
  if (
    !fits(train, trainCount) ||
    !fits(test, testCount) ||
    !known(train) ||
    !tested(test) ||
    (own !== "" && !(fits(validation, validationCount) && known(validation)))
  ) {
    const bytes = total * height * width * channels;
    throw new DatasetError({ code: "imagesMissing", name, images: total, bytes });
  }
  onProgress?.(total, total);
  return {
    train,
    test: order === "spread" ? picked(test, spreadOrder(test.labels)) : test,
    ...(validation && { validation: picked(validation, spreadOrder(validation.labels)) }),
  };
}

/** A set's own validation images, where they are those that an experiment names. */
async function ownValidation(
  hash: string,
  own: string,
  level: LabelLevel,
  cache: DatasetCache | undefined,
): Promise<ImageSet | undefined> {
  const set = await cache?.get(importedKey(hash, "val"));
  if (set == null || keyOfHash(await validationHash(set)) !== own) return undefined;
  return (level === "fine" ? set : await cache?.get(importedKey(hash, "val", level))) ?? undefined;
}
