import { DatasetError } from "../../datasetError";
import { byName } from "../byName";
import { imageSetsOf, isPicture, type LabelledFile } from "../pictures";
import type { Reader } from "../reader";
import { baseName, foldersOf, type SourceFile } from "../sourceFile";

const ANNOTATIONS = "val_annotations.txt";
/** A noun of WordNet, by its number there. */
const NOUN = /^n\d{8}$/;

/**
 * Tiny ImageNet: `train/n01443537/images/n01443537_0.JPEG`, all validation pictures in `val/images` with their classes in
 * `val/val_annotations.txt`, and what the nouns are called in `words.txt`. Classes stand in the order of their nouns' numbers; the
 * validation split is what is tested, because its test split has no labels.
 * Source: Stanford CS231n, http://cs231n.stanford.edu/tiny-imagenet-200.zip
 */
export const tinyImagenet: Reader = {
  kind: "tinyImagenet",
  title: "Tiny ImageNet",
  recognises: (files) => files.some(({ path }) => baseName(path) === ANNOTATIONS),
  async read(files, context) {
    const pictures = files.filter(isPicture);
    const training = pictures.flatMap((file) => {
      const [noun, split] = [foldersOf(file.path).at(-2) ?? "", foldersOf(file.path).at(-3)];
      return split === "train" && NOUN.test(noun) ? [{ file, noun }] : [];
    });
    const nouns = [...new Set(training.map(({ noun }) => noun))].toSorted();
    const numbers = new Map(nouns.map((noun, index) => [noun, index]));
    const [first] = files;
    if (nouns.length === 0) {
      throw new DatasetError({ code: "partMissing", file: ANNOTATIONS, part: "train/n…/images" });
    }
    const labelled = (list: readonly { readonly file: SourceFile; readonly noun: string }[]): readonly LabelledFile[] =>
      list.flatMap(({ file, noun }) => {
        const label = numbers.get(noun);
        return label === undefined ? [] : [{ file, label }];
      });
    const train = labelled(
      training.toSorted((a, b) => byName(a.noun, b.noun) || byName(baseName(a.file.path), baseName(b.file.path))),
    );
    const tested = await validation(files, pictures);
    const unlabelled = pictures.filter(({ path }) => foldersOf(path).at(-2) === "test").length;
    if (unlabelled > 0) context.note({ code: "leftOut", split: "test", images: unlabelled });
    const [trainSet, testSet] = await imageSetsOf([train, labelled(tested)], context);
    if (trainSet === undefined || testSet === undefined) {
      throw new DatasetError({ code: "noImages", file: first?.path ?? "" });
    }
    const classNames = namesOf(nouns, await linesOf(files, "words.txt"));
    return { name: "tiny-imagenet-200", splits: { train: trainSet, test: testSet }, classNames };
  },
};

/** Pictures of the validation split in the order of their names, each with its noun: the second column of the annotations. */
async function validation(files: readonly SourceFile[], pictures: readonly SourceFile[]) {
  const rows = (await linesOf(files, ANNOTATIONS)).map((line) => line.split("\t"));
  const nouns = new Map(rows.map(([name = "", noun = ""]) => [name, noun]));
  const found = pictures.flatMap((file) => {
    const noun = foldersOf(file.path).at(-2) === "val" ? nouns.get(baseName(file.path)) : undefined;
    return noun === undefined ? [] : [{ file, noun }];
  });
  if (found.length === 0) throw new DatasetError({ code: "partMissing", file: ANNOTATIONS, part: "val/images" });
  return found.toSorted((a, b) => byName(baseName(a.file.path), baseName(b.file.path)));
}

/** The first word of each noun, where no two have the same; else its number stands behind it. */
function namesOf(nouns: readonly string[], lines: readonly string[]): readonly string[] {
  const words = new Map(
    lines.map((line): [string, string] => {
      const [noun = "", all = ""] = line.split("\t");
      return [noun, all.split(",")[0]?.trim() ?? ""];
    }),
  );
  const names = nouns.map((noun) => words.get(noun) || noun);
  return names.map((name, index) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : `${name} (${nouns[index] ?? ""})`,
  );
}

async function linesOf(files: readonly SourceFile[], name: string): Promise<readonly string[]> {
  const file = files.find(({ path }) => baseName(path) === name);
  return file === undefined ? [] : new TextDecoder().decode(await file.read()).split(/\r?\n/);
}
