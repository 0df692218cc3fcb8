import { DatasetError } from "../datasetError";
import type { ImageSet } from "../imageSet";
import { coarseFrom } from "./coarseFrom";
import type { ReadImages } from "./manifest";
import type { ReadNote } from "./reader";
import { baseName, type SourceFile } from "./sourceFile";
import { joined, withTestSplit } from "./splitOff";

/** One file of CIFAR, in whichever version. */
export interface CifarBatch {
  readonly file: SourceFile;
  readonly set: ImageSet;
  /** `[count]`, of CIFAR-100. */
  readonly coarse: ArrayLike<number>;
}

/** The coarse classes that batches of CIFAR-100 show. */
export function coarseClasses(
  batches: readonly CifarBatch[],
  classes: number,
  names: readonly string[] | undefined,
): ReadImages["coarse"] {
  return coarseFrom(
    batches.map(({ set: { labels }, coarse }) => ({ labels, coarse })),
    classes,
    names,
  );
}

/** Files in the order of their names, as everybody reads them; of those that are there twice, in an archive and beside it, one. */
export function batchesInOrder(files: readonly SourceFile[], note: (note: ReadNote) => void): readonly SourceFile[] {
  const byName = new Map<string, SourceFile>();
  for (const file of files) if (!byName.has(baseName(file.path))) byName.set(baseName(file.path), file);
  const once = [...byName.values()];
  const twice = files.filter((file) => !once.includes(file)).map(({ path }) => path);
  if (twice.length > 0) note({ code: "twice", count: twice.length, files: twice.slice(0, 5) });
  return once.toSorted((a, b) => (baseName(a.path) < baseName(b.path) ? -1 : 1));
}

const isTest = ({ path }: SourceFile): boolean => /^test/i.test(baseName(path));

export function cifarSplits(batches: readonly CifarBatch[], note: (note: ReadNote) => void): ReadImages["splits"] {
  const of = (wanted: boolean): ImageSet | undefined =>
    joined(batches.filter(({ file }) => isTest(file) === wanted).map(({ set }) => set));
  const [train, test] = [of(false), of(true)];
  const given = train ?? test;
  if (given === undefined) throw new DatasetError({ code: "noFiles" });
  return withTestSplit(given, train === undefined ? undefined : test, note);
}
