import { DatasetError } from "../datasetError";
import { gunzip, isGzip } from "./gunzip";
import { isLitter } from "./safePath";
import { fileOfBlob, type SourceFile } from "./sourceFile";
import { isTar, untar } from "./tar";
import { isZip, unzip } from "./unzip";

/** What all files together may have when they are unpacked: 4 GB would not fit beside them in a tab. */
export const MAX_UNPACKED = 2_500_000_000;
const HEAD_BYTES = 512;

interface Unpacking {
  readonly signal: AbortSignal;
  /** Called with bytes unpacked so far. */
  readonly onBytes?: (bytes: number) => void;
  /** Bytes in all; `MAX_UNPACKED` unless a test wants less. */
  readonly most?: number;
}

/**
 * Replaces archives by what they hold: gzip, tar in or without gzip, zip. An archive within an archive is left as it is, but for
 * gzip in a zip or tar, as IDX files come. Arrays of numpy (`.npz`) are zips that their reader opens.
 */
export async function unpack(files: readonly SourceFile[], unpacking: Unpacking): Promise<readonly SourceFile[]> {
  const { most = MAX_UNPACKED } = unpacking;
  let left = most;
  const take = (file: string, bytes: number): void => {
    left -= bytes;
    if (left < 0) throw new DatasetError({ code: "unpacksTooLarge", file, bytes: most - left, most });
  };
  const found: SourceFile[] = [];
  for (const file of files) {
    if (isLitter(file.path)) continue;
    unpacking.signal.throwIfAborted();
    for (const part of await openArchive(file, left, unpacking)) {
      const inner = part === file ? part : await openGzip(part, left, unpacking);
      if (inner !== file) take(file.path, inner.size);
      if (!isLitter(inner.path)) found.push(inner);
    }
  }
  return found;
}

/** Pictures are many, and none of them is an archive: their first bytes need no look. */
const PICTURE = /\.(png|jpe?g|webp|gif|bmp)$/i;

async function openArchive(file: SourceFile, left: number, unpacking: Unpacking): Promise<readonly SourceFile[]> {
  if (PICTURE.test(file.path)) return [file];
  const { signal } = unpacking;
  const plain = await openGzip(file, left, unpacking);
  const head = await headOf(plain);
  if (isTar(head)) return untar(await blobOf(plain), file.path, signal);
  if (isZip(head) && !/\.npz$/i.test(plain.path)) return unzip(await blobOf(plain), file.path, left);
  return [plain];
}

/** The file itself where it is no gzip. */
async function openGzip(file: SourceFile, left: number, { signal, onBytes }: Unpacking): Promise<SourceFile> {
  if (PICTURE.test(file.path) || !isGzip(await headOf(file))) return file;
  const blob = await gunzip(await blobOf(file), file.path, left, { signal, ...(onBytes && { onBytes }) });
  return fileOfBlob(file.path.replace(/\.(gz|tgz)$/i, ""), blob);
}

async function headOf({ blob, read }: SourceFile): Promise<Uint8Array> {
  return blob === undefined
    ? (await read()).subarray(0, HEAD_BYTES)
    : new Uint8Array(await blob.slice(0, HEAD_BYTES).arrayBuffer());
}

async function blobOf({ blob, read }: SourceFile): Promise<Blob> {
  return blob ?? new Blob([await read()]);
}
