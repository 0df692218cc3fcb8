import { DatasetError } from "../../datasetError";
import { JUNK_LABEL, type ImageSet } from "../../imageSet";
import { byName } from "../byName";
import { imageSetsOf, isPicture, type LabelledFile } from "../pictures";
import type { Reader } from "../reader";
import { baseName, foldersOf, type SourceFile } from "../sourceFile";
import { joined } from "../splitOff";

const PARTS = { train: "bounding_box_train", query: "query", gallery: "bounding_box_test" } as const;
/** Person, camera, then Market-1501's sequence and frame or DukeMTMC's frame. */
const NAME = /^(-1|\d{1,5})_c(\d{1,3})(?:s\d+_\d+_\d+|_f\d+)/;
/** Taller than wide, as the pictures are; theirs of 128 × 64 px would take four times as long. */
const USUAL = { width: 32, height: 64 };

interface Seen {
  readonly file: SourceFile;
  readonly person: number;
  readonly camera: number;
}

/**
 * Pictures of people, named after them: `0002_c1s1_000451_03.jpg` shows person 2 by camera 1. `bounding_box_train` is learnt from; each
 * picture of `query` is looked for in `bounding_box_test`, the gallery, whose people training never saw. There person 0 is a
 * distractor, nobody who is asked for, and −1 is junk, which counts neither as right nor as wrong.
 * Source: Zheng et al., Scalable Person Re-identification: A Benchmark, ICCV 2015; KaiyangZhou/deep-person-reid,
 * torchreid/data/datasets/image/market1501.py, dukemtmcreid.py
 */
export const market: Reader = {
  kind: "market",
  title: "Market-1501, DukeMTMC-reID",
  recognises: (files) => files.some((file) => isPicture(file) && partOf(file) === PARTS.train),
  async read(files, context) {
    const pictures = files.filter(isPicture);
    const of = (part: string): readonly Seen[] =>
      pictures
        .filter((file) => partOf(file) === part)
        .flatMap((file) => seen(file) ?? [])
        .toSorted((a, b) => byName(baseName(a.file.path), baseName(b.file.path)));
    const train = of(PARTS.train).filter(({ person }) => person > 0);
    const [query, gallery] = [of(PARTS.query), of(PARTS.gallery)];
    for (const [part, list] of [
      [PARTS.train, train],
      [PARTS.query, query],
      [PARTS.gallery, gallery],
    ] as const) {
      if (list.length === 0) throw new DatasetError({ code: "partMissing", file: pictures[0]?.path ?? "", part });
    }
    const people = [...new Set(train.map(({ person }) => person))].toSorted((a, b) => a - b);
    const known = query.find(({ person }) => people.includes(person));
    if (known !== undefined)
      throw new DatasetError({ code: "knownPerson", file: known.file.path, person: known.person });
    const classes = new Map(people.map((person, index) => [person, index]));
    const other = pictures.length - train.length - query.length - gallery.length;
    if (other > 0) {
      const listed = pictures.filter((file) => !Object.values<string>(PARTS).includes(partOf(file)) || !seen(file));
      context.note({ code: "ignored", count: other, files: listed.slice(0, 10).map(({ path }) => path) });
    }
    const learnt = (list: readonly Seen[]): readonly LabelledFile[] =>
      list.map(({ file, person, camera }) => ({ file, camera, label: classes.get(person) ?? 0 }));
    const found = (list: readonly Seen[]): readonly LabelledFile[] =>
      list.map(({ file, person, camera }) => ({ file, camera, label: person < 0 ? JUNK_LABEL : person }));
    const lists = [learnt(train), found(query), found(gallery)];
    const [trainSet, querySet, gallerySet] = await imageSetsOf(lists, context, USUAL);
    if (trainSet === undefined || querySet === undefined || gallerySet === undefined) {
      throw new DatasetError({ code: "noImages", file: pictures[0]?.path ?? "" });
    }
    const test: ImageSet = joined([querySet, gallerySet]) ?? querySet;
    return {
      name: pictures.some(({ path }) => /duke/i.test(path)) ? "dukemtmc-reid" : "market-1501",
      splits: { train: trainSet, test },
      classNames: people.map((person) => `person ${person}`),
      queries: querySet.count,
    };
  },
};

const partOf = ({ path }: SourceFile): string => foldersOf(path).at(-1) ?? "";

function seen(file: SourceFile): Seen | undefined {
  const [, person, camera] = NAME.exec(baseName(file.path)) ?? [];
  return person === undefined ? undefined : { file, person: Number(person), camera: Number(camera) };
}
