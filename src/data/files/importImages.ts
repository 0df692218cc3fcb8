import { DatasetError } from "../datasetError";
import { createRooms, type PixelRooms } from "../pixelRooms";
import { duplicatesBetween } from "./duplicates";
import type { ImageSplits } from "./imageSplits";
import { manifestOf, slugOf, type Manifest } from "./manifest";
import type { ReadContext, ReadNote, Reader } from "./reader";
import { readers } from "./readers";
import { baseName, type SourceFile } from "./sourceFile";
import { unpack } from "./unpack";

/** Files as a set of images, and what is to be said of it. */
export interface ImportedImages {
  readonly manifest: Manifest;
  readonly splits: ImageSplits;
  readonly reader: Reader["kind"];
  readonly notes: readonly ReadNote[];
}

export interface ImportOptions extends Omit<ReadContext, "note" | "rooms"> {
  /** Where the pixels go; to memory, however many, when absent. */
  readonly rooms?: PixelRooms;
  /** Called with bytes unpacked so far, before there are images to count. */
  readonly onBytes?: (bytes: number) => void;
}

/** Names of files that were not understood, as many as are listed. */
const LISTED = 5;

/**
 * Reads files of any known layout: archives are unpacked, the first reader that recognises what is there reads it, and the whole
 * is checked and described. Nothing is kept anywhere.
 * @throws DatasetError saying what is wrong and where; the signal's reason when it is aborted.
 */
export async function importImages(files: readonly SourceFile[], options: ImportOptions): Promise<ImportedImages> {
  const { signal, onBytes, rooms = createRooms() } = options;
  signal.throwIfAborted();
  if (files.length === 0) throw new DatasetError({ code: "noFiles" });
  const unpacked = await unpack(files, { signal, ...(onBytes && { onBytes }) });
  if (unpacked.length === 0) throw new DatasetError({ code: "noFiles" });
  const reader = readers.find(({ recognises }) => recognises(unpacked));
  if (reader === undefined) {
    const names = unpacked.slice(0, LISTED).map(({ path }) => path);
    throw new DatasetError({ code: "unknownFiles", files: names, count: unpacked.length });
  }
  const notes: ReadNote[] = [];
  const read = await reader.read(unpacked, { ...options, rooms, note: (note) => notes.push(note) });
  signal.throwIfAborted();
  const manifest = await manifestOf(read.name === "images" ? { ...read, name: ownName(files) } : read);
  const duplicates = duplicatesBetween(read.splits);
  if (duplicates > 0) notes.push({ code: "duplicates", images: duplicates });
  notes.push(...balanceNotes(manifest, read.splits));
  return { manifest, splits: read.splits, reader: reader.kind, notes };
}

/** Of the archive or folder that was given. */
function ownName(files: readonly SourceFile[]): string {
  const [first] = files;
  const path = first?.path ?? "";
  const top = path.includes("/") ? (path.split("/")[0] ?? "") : baseName(path).replace(/(\.(tar|gz|tgz|zip))+$/i, "");
  return slugOf(top);
}

function balanceNotes({ classNames }: Manifest, { train }: ImageSplits): readonly ReadNote[] {
  const counts = classNames.map(() => 0);
  for (const label of train.labels) counts[label] = (counts[label] ?? 0) + 1;
  const empty = classNames.filter((_, index) => counts[index] === 0);
  if (empty.length > 0) return [{ code: "emptyClasses", count: empty.length, names: empty.slice(0, LISTED) }];
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return most > 10 * least ? [{ code: "uneven", least, most }] : [];
}
