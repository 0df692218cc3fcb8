import { DatasetError } from "../datasetError";
import { gunzip, isGzip } from "./gunzip";
import { isLitter } from "./safePath";
import { fileOfBlob, type SourceFile } from "./sourceFile";
import { isTar, untar } from "./tar";
import { isZip, unzip } from "./unzip";

/** What files packed by gzip may have together when they are unpacked, which is done at once: 4 GB would not fit beside them in a tab. */
export const MAX_UNPACKED = 2_500_000_000;
/** What the lists of archives may come to, whose parts are unpacked when they are asked for and forgotten afterwards. */
export const MAX_LISTED = 100_000_000_000;
const HEAD_BYTES = 512;

interface Unpacking {
  readonly signal: AbortSignal;
  /** Called with bytes unpacked so far. */
  readonly onBytes?: (bytes: number) => void;
  /** Bytes in all that are unpacked at once; `MAX_UNPACKED` unless a test wants less. */
  readonly most?: number;
  /** Bytes in all of parts of archives; `MAX_LISTED` unless a test wants less. */
  readonly mostListed?: number;
}

/**
 * Replaces archives by what they hold: gzip, tar in or without gzip, zip. An archive within an archive is left as it is, but for
 * gzip in a zip or tar, as IDX files come. Arrays of numpy (`.npz`) are zips that their reader opens.
 */
export async function unpack(files: readonly SourceFile[], unpacking: Unpacking): Promise<readonly SourceFile[]> {
  const { most = MAX_UNPACKED, mostListed = MAX_LISTED } = unpacking;
  const atOnce = counter(most);
  const listed = counter(mostListed);
  const found: SourceFile[] = [];
  for (const file of files) {
    if (isLitter(file.path)) continue;
    unpacking.signal.throwIfAborted();
    const plain = PICTURE.test(file.path) ? file : await openGzip(file, atOnce.left(), unpacking);
    if (plain !== file) atOnce.take(file.path, plain.size);
    for (const part of await openArchive(plain, file.path, listed.left(), unpacking)) {
      const inner = part === plain ? part : await openGzip(part, atOnce.left(), unpacking);
      if (inner !== part) atOnce.take(file.path, inner.size);
      if (inner !== plain) listed.take(file.path, inner.size);
      if (!isLitter(inner.path)) found.push(inner);
    }
  }
  return found;
}

function counter(most: number): { left(): number; take(file: string, bytes: number): void } {
  let left = most;
  return {
    left: () => left,
    take(file, bytes) {
      left -= bytes;
      if (left < 0) throw new DatasetError({ code: "unpacksTooLarge", file, bytes: most - left, most });
    },
  };
}

/** Pictures are many, and none of them is an archive: their first bytes need no look. */
const PICTURE = /\.(png|jpe?g|webp|gif|bmp)$/i;

/** @param archive the path as it was given. */
async function openArchive(
  plain: SourceFile,
  archive: string,
  left: number,
  { signal }: Unpacking,
): Promise<readonly SourceFile[]> {
  if (PICTURE.test(plain.path)) return [plain];
  const head = await headOf(plain);
  if (isTar(head)) return untar(await blobOf(plain), archive, signal);
  if (isZip(head) && !/\.npz$/i.test(plain.path)) return unzip(await blobOf(plain), archive, left);
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
