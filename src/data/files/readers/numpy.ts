import { DatasetError } from "../../datasetError";
import type { ImageSet } from "../../imageSet";
import { imageSetOfArrays } from "../arrays";
import { decodeNpy, type NpyArray } from "../npy";
import type { Reader } from "../reader";
import { baseName, readWhole, type SourceFile } from "../sourceFile";
import { numbered, withTestSplit } from "../splitOff";
import { MAX_LISTED } from "../unpack";
import { unzip } from "../unzip";

/** Names of a split's two arrays, in the usual ways of writing them. */
const IMAGES = /^(?:(train|val|test)[_-])?(?:images|x|data)$|^x[_-](train|val|test)$/i;
const LABELS = /^(?:(train|val|test)[_-])?(?:labels?|y|targets?)$|^y[_-](train|val|test)$/i;

type Split = "train" | "val" | "test";

/**
 * Arrays of numpy: one `.npz` with `train_images`, `train_labels`, `test_images`, … as MedMNIST has them, or `x_train`, `y_train`,
 * …, or several `.npy` files of such names.
 */
export const numpy: Reader = {
  kind: "numpy",
  title: "numpy (.npz, .npy; MedMNIST)",
  recognises: (files) => files.some(({ path }) => /\.np[yz]$/i.test(path)),
  async read(files, { note, signal, onProgress }) {
    const container = files.find(({ path }) => /\.npz$/i.test(path));
    const file = container?.path ?? files.find(({ path }) => /\.npy$/i.test(path))?.path ?? "";
    signal.throwIfAborted();
    const members =
      container === undefined
        ? files
        : await unzip(container.blob ?? new Blob([await container.read()]), container.path, MAX_LISTED);
    const arrays = members.filter(({ path }) => /\.npy$/i.test(path));
    const load = async (split: Split): Promise<ImageSet | undefined> => {
      const of = (pattern: RegExp): SourceFile | undefined =>
        arrays.find(({ path }) => splitOf(path, pattern) === split);
      const [images, labels] = [of(IMAGES), of(LABELS)];
      if (images === undefined && labels === undefined) return undefined;
      if (images === undefined || labels === undefined) {
        throw new DatasetError({
          code: "partMissing",
          file,
          part: `${split}_${images === undefined ? "images" : "labels"}`,
        });
      }
      signal.throwIfAborted();
      const set = imageSetOfArrays(await decoded(images), await decoded(labels), images.path);
      onProgress(set.count, set.count);
      return set;
    };
    const [train, val, test] = [await load("train"), await load("val"), await load("test")];
    if (train === undefined) throw new DatasetError({ code: "partMissing", file, part: "train_images, train_labels" });
    const own = test === undefined ? undefined : val;
    const splits = { ...withTestSplit(train, test ?? val, note), ...(own && { val: own }) };
    return { name: baseName(file).replace(/\.np[yz]$/i, ""), splits, classNames: numbered(splits) };
  },
};

const decoded = async (file: SourceFile): Promise<NpyArray> => decodeNpy(await readWhole(file), file.path);

/** Which split an array belongs to, by its name; undefined where it is none of this kind. */
function splitOf(path: string, pattern: RegExp): Split | undefined {
  const found = pattern.exec(baseName(path).replace(/\.npy$/i, ""));
  if (found === null) return undefined;
  return (found[1] ?? found[2] ?? "train").toLowerCase() as Split;
}
