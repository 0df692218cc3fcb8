import { DatasetError } from "../../data/datasetError";
import type { Normalisation } from "../../data/datasetInfo";
import { classNamesOf } from "../../data/files/classNamesAtHand";
import { importedKey } from "../../data/files/imagesKey";
import { MAX_CLASSES, MAX_NAME } from "../../data/files/manifest";
import type { ImageSet } from "../../data/imageSet";
import { fact, imagesKey, int, intList, shortName } from "../../schema/field";
import { dataset } from "./dataset";

/** Means and deviations stand in links as ten-thousandths. */
export const SCALE = 10_000;

const share = (label: string, help: string, initial: number) =>
  fact(intList({ label, help, initial: [initial], min: 0, max: SCALE, length: 4, advanced: true }), [
    [initial],
    [4914, 4822, 4465],
  ]);

const size = (label: string) =>
  fact(int({ label, help: "Of every image.", initial: 32, min: 1, max: 1024, unit: "px" }), [28, 32]);

/** Images of one's own, from files: the experiment holds what they are, this browser the images. */
export const files = dataset({
  kind: "files",
  title: "Own images",
  summary:
    "Images from files: CIFAR, MNIST, MedMNIST, or a folder of pictures for each class. They stay in this browser; links name them by their hash.",
  source: { paper: "none: whatever the files hold" },
  differs: [],
  fields: {
    name: shortName({ label: "Name", help: "What the images are called here.", initial: "images", most: MAX_NAME }),
    hash: imagesKey({ label: "Hash", help: "Of labels and pixels: the same images have the same, however packed." }),
    height: size("Height"),
    width: size("Width"),
    channels: fact(int({ label: "Channels", help: "1 is grey, 3 is colour.", initial: 3, min: 1, max: 4 }), [1, 3]),
    classes: fact(
      int({ label: "Classes", help: "Labels to tell apart.", initial: 10, min: 2, max: MAX_CLASSES }),
      [2, 10, 100],
    ),
    trainCount: fact(
      int({ label: "Training images", help: "As the files hold them.", initial: 50_000, min: 1, max: 10_000_000 }),
      [2000, 50_000],
    ),
    testCount: fact(
      int({ label: "Test images", help: "As the files hold them.", initial: 10_000, min: 1, max: 10_000_000 }),
      [512, 10_000],
    ),
    mean: share("Mean", "Of each channel of the training images, in ten-thousandths of white.", 5000),
    deviation: share("Deviation", "Of each channel of the training images, in ten-thousandths of white.", 2500),
  },
  name: ({ name, height, width }) => `${name}, ${height === width ? height : `${width} × ${height}`} px`,
  isUnset: ({ hash }) => hash === "",
  describe({ hash, height, width, channels, classes, trainCount, testCount, mean, deviation }) {
    const normalise = Array.from({ length: channels }, (_, channel): Normalisation => {
      const of = (values: readonly number[], fallback: number): number =>
        (values[channel] ?? values.at(-1) ?? fallback) / SCALE;
      // A deviation of 0 would divide by it.
      return { mean: of(mean, 5000), deviation: Math.max(of(deviation, 2500), 1 / SCALE) };
    });
    const classNames = classNamesOf(hash, classes);
    return { height, width, channels, classes, trainCount, testCount, classNames, normalise, hierarchies: [] };
  },
  async load(values, _seed, { onProgress, signal, cache } = {}) {
    const { hash, name, height, width, channels, trainCount, testCount, classes } = values;
    if (hash === "") throw new DatasetError({ code: "nothingChosen" });
    const total = trainCount + testCount;
    const fits = (set: ImageSet | null | undefined, count: number): set is ImageSet =>
      set?.count === count &&
      set.height === height &&
      set.width === width &&
      set.channels === channels &&
      set.labels.every((label) => label < classes);
    signal?.throwIfAborted();
    const train = await cache?.get(importedKey(hash, "train"));
    signal?.throwIfAborted();
    const test = await cache?.get(importedKey(hash, "test"));
    if (!fits(train, trainCount) || !fits(test, testCount)) {
      const bytes = total * height * width * channels;
      throw new DatasetError({ code: "imagesMissing", name, hash, images: total, bytes });
    }
    onProgress?.(total, total);
    return { train, test };
  },
});
