import type { Normalisation } from "../../data/datasetInfo";
import { classNamesOf } from "../../data/files/classNamesAtHand";
import type { LabelLevel } from "../../data/files/imagesKey";
import { MAX_CLASSES, MAX_NAME } from "../../data/files/limits";
import { choice, fact, imagesKey, int, intList, shortName } from "../../schema/field";
import { dataset } from "./dataset";

/** Means and deviations stand in links as ten-thousandths. */
export const SCALE = 10_000;

const share = (label: string, initial: number) =>
  fact(intList({ label, help: "Of each channel, × 10,000.", initial: [initial], min: 0, max: SCALE, length: 4 }), [
    [initial],
    [4914, 4822, 4465],
  ]);

/** Height, width, channels, classes, training, test and own validation images: as they stand in links. */
const USUAL = [32, 32, 3, 10, 50_000, 10_000];
const MOST = [1024, 1024, 4, MAX_CLASSES, 1e7, 1e7, 1e7];

/** What {@link USUAL} lists, by name; what a link leaves out or overdoes is brought back. */
export function sizesOf(sizes: readonly number[]) {
  const at = (index: number): number => Math.min(sizes[index] ?? USUAL[index] ?? 1, MOST[index] ?? 1);
  const shape = { height: at(0), width: at(1), channels: at(2), classes: at(3), trainCount: at(4), testCount: at(5) };
  const own: { readonly validationCount?: number } = sizes[6] === undefined ? {} : { validationCount: at(6) };
  return { ...shape, ...own };
}

/** The same with the coarse classes for its own, where they are learnt. */
function shapeOf(sizes: readonly number[], coarse: number) {
  const shape = sizesOf(sizes);
  return coarse === 0 ? shape : { ...shape, classes: coarse };
}

const levelOf = (coarse: number): LabelLevel => (coarse === 0 ? "fine" : "coarse");

/** Images of one's own, from files: the experiment holds what they are, this browser the images. */
export const files = dataset({
  kind: "files",
  title: "Own images",
  summary:
    "Images from files: CIFAR, MNIST, MedMNIST, or a folder of pictures for each class. They stay in this browser.",
  source: { paper: "none: whatever the files hold" },
  differs: [],
  fields: {
    name: shortName({ label: "Name", help: "What they are called here.", initial: "images", most: MAX_NAME }),
    hash: imagesKey({ label: "Hash", help: "Of labels and pixels." }),
    sizes: fact(
      intList({
        label: "Sizes",
        help: "Height, width, channels, classes, training, test and own validation images.",
        initial: USUAL,
        min: 1,
        max: 1e7,
        length: 7,
      }),
      [USUAL, [28, 28, 1, 2, 2000, 512], [28, 28, 3, 9, 89_996, 7180, 10_004]],
    ),
    own: imagesKey({ label: "Validation hash", help: "Of the validation images that are watched while training." }),
    order: fact<"stored" | "spread">(
      choice({
        label: "Test order",
        help: "Spread: the first few hundred test images show every class.",
        initial: "stored",
        options: [
          { value: "stored", label: "as stored" },
          { value: "spread", label: "spread over classes" },
        ],
      }),
      ["stored", "spread"],
    ),
    queries: fact(
      int({
        label: "Queries",
        help: "Test images that are looked for among the others, in sets of people; 0 where images are classified.",
        initial: 0,
        min: 0,
        max: 1e7,
      }),
      [0, 3368],
    ),
    coarse: fact(
      int({
        label: "Coarse classes",
        help: "How many coarse classes are learnt instead of the set's own, where it has both; 0 for its own.",
        initial: 0,
        min: 0,
        max: MAX_CLASSES,
      }),
      [0, 20],
    ),
    mean: share("Mean", 5000),
    deviation: share("Deviation", 2500),
  },
  name: ({ name, coarse, sizes: [height, width] }) =>
    `${name}, ${coarse === 0 ? "" : `${coarse} coarse classes, `}${height === width ? height : `${width} × ${height}`} px`,
  isUnset: ({ hash }) => hash === "",
  describe({ hash, sizes, queries, coarse, mean, deviation }) {
    const shape = shapeOf(sizes, coarse);
    const normalise = Array.from({ length: shape.channels }, (_, channel): Normalisation => {
      // A list may be shorter than the channels; a deviation of 0 would be divided by.
      const of = (values: readonly number[]): number => Math.max(values[channel] ?? values.at(-1) ?? SCALE, 1) / SCALE;
      return { mean: of(mean), deviation: of(deviation) };
    });
    const info = {
      ...shape,
      classNames: classNamesOf(hash, shape.classes, levelOf(coarse)),
      normalise,
      hierarchies: [],
    };
    return queries === 0 ? info : { ...info, retrieval: { queriesFirst: Math.min(queries, shape.testCount) } };
  },
  // The first screen does without it.
  load: async ({ name, hash, own, order, sizes, queries, coarse }, _seed, options) =>
    (await import("./loadKept")).loadKept(
      { name, hash, own, order, queries, level: levelOf(coarse), ...shapeOf(sizes, coarse) },
      options,
    ),
});
