import { DatasetError } from "../datasetError";
import { imageBytes, type ImageSet } from "../imageSet";
import { channelStatistics } from "./channelStatistics";
import { canonicalHash, validationHash } from "./canonicalHash";
import { MAX_CLASSES, MAX_NAME } from "./limits";
import type { ImageSplits } from "./imageSplits";

/** A coarser naming of the classes, as CIFAR-100 has it. */
export interface CoarseClasses {
  /** `[classes]`, the coarse class of each class. */
  readonly groups: readonly number[];
  readonly groupNames: readonly string[];
}

/** What a set of images is, without the images; small enough to be listed and kept beside them. */
export interface Manifest {
  /** SHA-256 of the canonical bytes, 64 hexadecimal digits: the set's identity, whatever container it came in. */
  readonly hash: string;
  /** What people call it: `cifar-10`. Letters, digits, dots and hyphens. */
  readonly name: string;
  readonly counts: { readonly train: number; readonly test: number };
  /** Its own validation images, where it has some beside its test images, and the hash of these alone. */
  readonly validation?: { readonly images: number; readonly hash: string } | undefined;
  /** Pixels. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** `[classes]`. */
  readonly classNames: readonly string[];
  readonly coarse?: CoarseClasses | undefined;
  /** Of sets of people: so many test images are looked for among the others, whose people training never saw. */
  readonly queries?: number | undefined;
  /** `[channels]`, of the training images, as shares of white; rounded to four digits, so that a link holds them exactly. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** What a reader made of files. */
export interface ReadImages {
  readonly name: string;
  readonly splits: ImageSplits;
  readonly classNames: readonly string[];
  readonly coarse?: CoarseClasses | undefined;
  readonly queries?: number | undefined;
}

/**
 * Describes a set and checks it as a whole.
 * @throws DatasetError for splits of different sizes, labels without a class, a single class, or no images.
 */
export async function manifestOf({ name, splits, classNames, coarse, queries }: ReadImages): Promise<Manifest> {
  const { train, test, val } = splits;
  const { height, width, channels } = train;
  checkSplits(name, splits, classNames, queries);
  const { mean, deviation } = channelStatistics(train);
  return {
    hash: await canonicalHash(splits, queries),
    name: slugOf(name),
    counts: { train: train.count, test: test.count },
    ...(val === undefined ? {} : { validation: { images: val.count, hash: await validationHash(val) } }),
    height,
    width,
    channels,
    classNames,
    ...(coarse === undefined ? {} : { coarse }),
    ...(queries === undefined ? {} : { queries }),
    mean,
    deviation,
  };
}

function checkSplits(
  file: string,
  { train, test, val }: ImageSplits,
  classNames: readonly string[],
  queries: number | undefined,
): void {
  const shape = ({ height, width, channels }: ImageSet): readonly number[] => [height, width, channels];
  for (const set of val === undefined ? [train, test] : [train, test, val]) {
    if (set.count === 0 || imageBytes(set) === 0) throw new DatasetError({ code: "noImages", file });
    // Whom training never saw is of no class.
    if (set === test && queries !== undefined) continue;
    const image = set.labels.findIndex((label) => label >= classNames.length);
    if (image >= 0) {
      const label = set.labels[image] ?? 0;
      throw new DatasetError({ code: "labelOutOfRange", file, label, classes: classNames.length, image });
    }
  }
  if (shape(train).join() !== shape(test).join()) {
    throw new DatasetError({ code: "splitsDiffer", file, train: shape(train), test: shape(test) });
  }
  if (val !== undefined && shape(train).join() !== shape(val).join()) {
    throw new DatasetError({ code: "splitsDiffer", file, train: shape(train), test: shape(val) });
  }
  if (classNames.length > MAX_CLASSES) {
    throw new DatasetError({ code: "tooManyClasses", classes: classNames.length, most: MAX_CLASSES });
  }
  const [first = 0] = train.labels;
  if (classNames.length < 2 || train.labels.every((label) => label === first)) {
    throw new DatasetError({ code: "oneClass", file, name: classNames[first] ?? "" });
  }
}

/** A name as links and lists hold it: `My photos (2)` is `My-photos-2`. */
export function slugOf(name: string): string {
  const slug = name
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9.]+/g, "-")
    .slice(0, MAX_NAME)
    .replace(/^[-.]+|[-.]+$/g, "");
  return slug === "" ? "images" : slug;
}
