import { DatasetError } from "../../datasetError";
import { byName } from "../byName";
import { isPicture, imageSetsOf, type LabelledFile } from "../pictures";
import type { Reader } from "../reader";
import { foldersOf, type SourceFile } from "../sourceFile";
import { withTestSplit } from "../splitOff";

/** What folders of splits are called; any other name is a class, whatever it is. */
const SPLITS: ReadonlyMap<string, "train" | "val" | "test"> = new Map([
  ["train", "train"],
  ["training", "train"],
  ["val", "val"],
  ["valid", "val"],
  ["validation", "val"],
  ["test", "test"],
  ["testing", "test"],
]);

interface Placed {
  readonly file: SourceFile;
  readonly split: "train" | "val" | "test";
  readonly name: string;
}

/**
 * Pictures in a folder for each class, `cat/1.png`, below `train`, `val` and `test` or not; a folder given whole or as a zip or tar
 * file. Classes stand in the order of their names, pictures in that of their paths.
 */
export const folders: Reader = {
  kind: "folders",
  title: "Picture folders",
  recognises: (files) => files.some(isPicture),
  async read(files, context) {
    const { note } = context;
    const pictures = files.filter(isPicture);
    const placed = pictures.flatMap((file) => {
      const place = placeOf(file);
      return place === undefined ? [] : [place];
    });
    const root = files[0]?.path.split("/")[0] ?? "";
    if (placed.length === 0) throw new DatasetError({ code: "oneClass", file: root, name: "" });
    if (placed.length < pictures.length) {
      const loose = pictures.filter((file) => placeOf(file) === undefined).map(({ path }) => path);
      note({ code: "ignored", count: loose.length, files: loose.slice(0, 10) });
    }
    const classNames = [...new Set(placed.map(({ name }) => name))].toSorted(byName);
    const [only = ""] = classNames;
    if (classNames.length === 1) throw new DatasetError({ code: "oneClass", file: root, name: only });
    const numbers = new Map(classNames.map((name, index) => [name, index]));
    const of = (wanted: Placed["split"]): readonly LabelledFile[] =>
      placed
        .filter(({ split }) => split === wanted)
        .toSorted((a, b) => byName(a.file.path, b.file.path))
        .map(({ file, name }) => ({ file, label: numbers.get(name) ?? 0 }));
    const [train, val, test] = [of("train"), of("val"), of("test")];
    const given = train.length > 0 ? train : test.length > 0 ? test : val;
    const tested = given === train ? (test.length > 0 ? test : val) : [];
    const own = tested === test ? val : [];
    if (given === test && val.length > 0) note({ code: "leftOut", split: "val", images: val.length });
    const lists = [given, tested, own].filter((list) => list.length > 0);
    const [trainSet, testSet, valSet] = await imageSetsOf(lists, context);
    if (trainSet === undefined) throw new DatasetError({ code: "noImages", file: root });
    return {
      name: nameOf(files),
      splits: { ...withTestSplit(trainSet, testSet, note), ...(valSet && { val: valSet }) },
      classNames,
    };
  },
};

/** The class is the folder that holds the picture; the split the nearest folder of such a name above it. */
function placeOf(file: SourceFile): Placed | undefined {
  const names = foldersOf(file.path);
  const name = names.at(-1);
  if (name === undefined || (names.length === 1 && SPLITS.get(name.toLowerCase()) !== undefined)) return undefined;
  const split = names
    .slice(0, -1)
    .map((folder) => SPLITS.get(folder.toLowerCase()))
    .findLast((found) => found !== undefined);
  return { file, name, split: split ?? "train" };
}

/** The folder that holds everything, where there is one and it is none of a split. */
function nameOf(files: readonly SourceFile[]): string {
  const tops = new Set(files.map(({ path }) => path.split("/")[0] ?? ""));
  const [top = "images"] = tops;
  return tops.size === 1 && SPLITS.get(top.toLowerCase()) === undefined ? top : "images";
}
