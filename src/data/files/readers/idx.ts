import { DatasetError } from "../../datasetError";
import { decodeIdx, IDX_HEAD, idxHead, imageSetOfIdx, type IdxImages } from "../../idx";
import type { ImageSet } from "../../imageSet";
import { findKnownSet } from "../knownSets";
import type { ReadContext, Reader } from "../reader";
import { baseName, partsOf, readWhole, type SourceFile } from "../sourceFile";
import { numbered, withTestSplit } from "../splitOff";

const IMAGES = /images[-.]?idx[34]/i;
const LABELS = /labels[-.]?idx1/i;
const TEST = /^(t10k|test)/i;

/**
 * IDX, the form of MNIST, Fashion-MNIST and their relatives: `train-images-idx3-ubyte` with `train-labels-idx1-ubyte`, and
 * `t10k-…` for the test, packed with gzip or not. A pair without a prefix is taken for training images.
 */
export const idx: Reader = {
  kind: "idx",
  title: "IDX (MNIST, Fashion-MNIST)",
  recognises: (files) => files.some(({ path }) => IMAGES.test(path) || LABELS.test(path)),
  async read(files, context) {
    const { note, signal, onProgress } = context;
    const pair = async (isTest: boolean): Promise<ImageSet | undefined> => {
      const of = (pattern: RegExp): SourceFile | undefined =>
        files.find(({ path }) => pattern.test(path) && TEST.test(baseName(path)) === isTest);
      const [images, labels] = [of(IMAGES), of(LABELS)];
      if (images === undefined && labels === undefined) return undefined;
      const lone = images ?? labels;
      if (images === undefined || labels === undefined) {
        const part = images === undefined ? "images-idx3-ubyte" : "labels-idx1-ubyte";
        throw new DatasetError({ code: "partMissing", file: lone?.path ?? "", part });
      }
      signal.throwIfAborted();
      const set = imageSetOfIdx(
        await imagesOf(images, context),
        decodeIdx(await readWhole(labels), labels.path),
        images.path,
      );
      onProgress(set.count, set.count);
      return set;
    };
    const test = await pair(true);
    const train = await pair(false);
    const given = train ?? test;
    if (given === undefined) throw new DatasetError({ code: "noFiles" });
    const splits = withTestSplit(given, train === undefined ? undefined : test, note);
    // The files of all relatives have the same names: only a folder's can tell which these are.
    const called = ["fashion-mnist", "mnist"].find((set) => files.some(({ path }) => path.toLowerCase().includes(set)));
    const known = called === undefined ? undefined : findKnownSet(called);
    const classNames = numbered(splits);
    const named = known?.classNames?.length === classNames.length ? known.classNames : classNames;
    return { name: known?.name ?? "idx", splits, classNames: named };
  },
};

/** Bytes that are read at a time. */
const SLICE = 1 << 23;

async function imagesOf(file: SourceFile, { rooms, signal }: ReadContext): Promise<IdxImages> {
  const part = partsOf(file);
  const { shape, header } = idxHead(await part(0, IDX_HEAD), file.size, file.path);
  const bytes = file.size - header;
  const room = await rooms.take(bytes);
  for (let at = 0; at < bytes; at += SLICE) {
    signal.throwIfAborted();
    room.write(at, await part(header + at, SLICE));
  }
  return { shape, data: room.pixels(bytes) };
}
