import { DatasetError } from "../datasetError";

/** A file as somebody gave it, or as an archive holds it. Nothing is read until it is asked for. */
export interface SourceFile {
  /** With slashes, relative to what was given: `train/cat/1.png`. */
  readonly path: string;
  /** Bytes, unpacked. */
  readonly size: number;
  /** All of it. @throws DatasetError when an archive's part is damaged */
  read(): Promise<Uint8Array<ArrayBuffer>>;
  /** As it lies there; absent where it exists in memory only. */
  readonly blob?: Blob;
}

export function fileOfBlob(path: string, blob: Blob): SourceFile {
  return { path, blob, size: blob.size, read: async () => new Uint8Array(await blob.arrayBuffer()) };
}

export function fileOfBytes(path: string, bytes: Uint8Array<ArrayBuffer>): SourceFile {
  return { path, size: bytes.length, read: () => Promise.resolve(bytes) };
}

/** Files that are read as a whole: browsers give no larger array of a file. */
export const MOST_AT_ONCE = 2_000_000_000;

/** All of a file whose form cannot be read in parts. @throws DatasetError when it is too large for that, or damaged */
export function readWhole({ path, size, read }: SourceFile): Promise<Uint8Array<ArrayBuffer>> {
  if (size > MOST_AT_ONCE) {
    throw new DatasetError({ code: "tooLargeAtOnce", file: path, bytes: size, most: MOST_AT_ONCE });
  }
  return read();
}

/** Gives any part of a file, none of which is longer than the file; what is packed in an archive is unpacked once. */
export function partsOf(file: SourceFile): (at: number, length: number) => Promise<Uint8Array<ArrayBuffer>> {
  const { blob, size } = file;
  let whole: Promise<Uint8Array<ArrayBuffer>> | undefined;
  return async (at, length) => {
    const end = Math.min(size, at + length);
    if (blob !== undefined) return new Uint8Array(await blob.slice(at, end).arrayBuffer());
    whole ??= readWhole(file);
    return (await whole).subarray(at, end);
  };
}

/** The last part of a path: `1.png`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Folders of a path, outermost first: `["train", "cat"]`. */
export function foldersOf(path: string): readonly string[] {
  return path.split("/").slice(0, -1);
}
