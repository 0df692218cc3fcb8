import { imageBytes, type ImageSet } from "../data/imageSet";
import { labelBytes } from "../data/labelBytes";
import { bytesAt, partOfPixels, slicesOf, type Pixels, type PixelSource } from "../data/pixels";
import { bytesKey, bytesKeyOfParts } from "../random/bytesKey";
import { nextMacrotask } from "../tasks/nextMacrotask";
import { formats } from "./formats";

/*
 * A set of images as a file: a header of 32-bit little-endian words (magic, version, checksum, sizes), the key's text, then images,
 * labels and cameras.
 */
const MAGIC = 0x31534446; // "FDS1" in the file's bytes
const VERSION = formats.datasetFile.version;
/** magic, version, checksum, key bytes, count, height, width, channels, has cameras */
const HEADER_WORDS = 9;
const HEADER_BYTES = HEADER_WORDS * 4;
const CHECKSUM_AT = 8;

/** Why a stored file is not a data set. */
export class DamagedFile extends Error {}

/** A file took less than it was given: the disk or the browser's share of it is full. */
export class ShortWrite extends Error {}

export function readAll(file: FileSystemSyncAccessHandle): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(file.getSize());
  const read = file.read(bytes, { at: 0 });
  if (read !== bytes.length) throw new DamagedFile(`${read} of ${bytes.length} bytes could be read`);
  return bytes;
}

export function writeAll(file: FileSystemSyncAccessHandle, bytes: Uint8Array<ArrayBuffer>): void {
  file.truncate(0);
  writeAt(file, bytes, 0);
  file.flush();
}

export function writeAt(file: FileSystemSyncAccessHandle, bytes: Uint8Array<ArrayBuffer>, at: number): void {
  const written = file.write(bytes, { at });
  // A full disk gives any number here: Chromium hands its own code through, 4294967288.
  if (written !== bytes.length) throw new ShortWrite(`${written} of ${bytes.length} bytes could be written`);
}

/** A set as a file's bytes, part after part; the checksum's word is 0 yet. Parts of pictures are good until the next. */
function* partsOf(key: string, set: ImageSet): Generator<Uint8Array<ArrayBuffer>> {
  const keyBytes = new TextEncoder().encode(key);
  const { count, height, width, channels, images, cameras } = set;
  const words = [MAGIC, VERSION, 0, keyBytes.length, count, height, width, channels, cameras === undefined ? 0 : 1];
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  for (const [index, word] of words.entries()) header.setUint32(index * 4, word, true);
  yield new Uint8Array(header.buffer);
  yield keyBytes;
  yield* slicesOf(images);
  yield labelBytes(set);
  if (cameras !== undefined) yield cameras;
}

export function encodeSet(key: string, set: ImageSet): Uint8Array<ArrayBuffer> {
  const { images, labels, cameras = [] } = set;
  const length = new TextEncoder().encode(key).length + images.length + 2 * labels.length + cameras.length;
  const bytes = new Uint8Array(HEADER_BYTES + length);
  let at = 0;
  for (const part of partsOf(key, set)) {
    bytes.set(part, at);
    at += part.length;
  }
  new DataView(bytes.buffer).setUint32(CHECKSUM_AT, checksumOf(bytes), true);
  return bytes;
}

/** Writes a set of any size, in the memory of a part of it. @throws ShortWrite */
export async function writeSet(file: FileSystemSyncAccessHandle, key: string, set: ImageSet): Promise<void> {
  file.truncate(0);
  const sum = checksumOfParts();
  let at = 0;
  for (const part of partsOf(key, set)) {
    sum.add(part);
    writeAt(file, part, at);
    at += part.length;
    await nextMacrotask();
  }
  const word = new DataView(new ArrayBuffer(4));
  word.setUint32(0, sum.close(), true);
  writeAt(file, new Uint8Array(word.buffer), CHECKSUM_AT);
  file.flush();
}

/**
 * @returns null when the file holds another key's set.
 * @throws DamagedFile when it holds none.
 */
export function decodeSet(bytes: Uint8Array<ArrayBuffer>, key: string): ImageSet | null {
  const head = headOf(bytes);
  if (head.version !== VERSION) return null;
  if (head.checksum !== checksumOf(bytes)) throw wrongChecksum();
  return openSet(bytes, key);
}

/**
 * A set whose pictures stay where they are; labels and cameras are read. Its checksum is not compared: see {@link checkSound}.
 * @returns null when it is another key's set, or of another version.
 * @throws DamagedFile when it is none.
 */
export function openSet(bytes: Pixels, key: string): ImageSet | null {
  const opened = headOf(bytes);
  const { version, keyLength, count, height, width, channels, hasCameras } = opened;
  if (version !== VERSION) return null;
  const imagesLength = count * imageBytes({ height, width, channels });
  const expected = HEADER_BYTES + keyLength + imagesLength + 2 * count + (hasCameras ? count : 0);
  if (bytes.length !== expected) throw new DamagedFile(`the file has ${bytes.length} bytes instead of ${expected}`);
  let at = HEADER_BYTES;
  const take = (length: number): Uint8Array<ArrayBuffer> => bytesAt(bytes, (at += length) - length, length);
  if (new TextDecoder().decode(take(keyLength)) !== key) return null;
  // A part of the file's bytes: the pictures are the bulk, and the rest is small enough to stay alive with them.
  const images = partOfPixels(bytes, at, imagesLength);
  at += imagesLength;
  return { count, height, width, channels, images, ...labelsOf(take, count, hasCameras) };
}

function labelsOf(
  take: (length: number) => Uint8Array<ArrayBuffer>,
  count: number,
  hasCameras: boolean,
): Pick<ImageSet, "labels" | "cameras"> {
  const packed = take(2 * count);
  const labelView = new DataView(packed.buffer, packed.byteOffset);
  const labels = Uint16Array.from({ length: count }, (_, index) => labelView.getUint16(index * 2, true));
  return hasCameras ? { labels, cameras: take(count).slice() } : { labels };
}

/** The same for whoever can only wait, as a page's own thread. */
export async function fetchSet(bytes: PixelSource, key: string): Promise<ImageSet | null> {
  if (bytes.length < HEADER_BYTES) throw new DamagedFile(`the file has only ${bytes.length} bytes`);
  const { keyLength, count, height, width, channels } = headerOf((await bytes.fetch(0, HEADER_BYTES)).buffer);
  const before = HEADER_BYTES + keyLength;
  const after = Math.min(bytes.length, before + count * imageBytes({ height, width, channels }));
  const [start, end] = [await bytes.fetch(0, before), await bytes.fetch(after, bytes.length - after)];
  return openSet(
    {
      ...bytes,
      read(at, to) {
        if (at + to.length <= before) to.set(start.subarray(at, at + to.length));
        else if (at >= after) to.set(end.subarray(at - after, at - after + to.length));
        else bytes.read(at, to);
      },
    },
    key,
  );
}

/**
 * Compares a file of any size with its checksum; it is read in slices, with other work in between.
 * @throws DamagedFile when it is not what was written.
 */
export async function checkSound(bytes: Pixels): Promise<void> {
  const sum = checksumOfParts();
  for (const part of slicesOf(bytes)) {
    sum.add(part);
    await nextMacrotask();
  }
  if (headOf(bytes).checksum !== sum.close()) throw wrongChecksum();
}

const wrongChecksum = (): DamagedFile => new DamagedFile("the file's checksum is wrong");

/** The checksum that a file says it has. @throws DamagedFile */
export const checksumIn = (bytes: Pixels): number => headOf(bytes).checksum;

function headOf(bytes: Pixels): ReturnType<typeof headerOf> {
  if (bytes.length < HEADER_BYTES) throw new DamagedFile(`the file has only ${bytes.length} bytes`);
  const header = headerOf(bytesAt(bytes, 0, HEADER_BYTES).slice().buffer);
  if (header.magic !== MAGIC) throw new DamagedFile("the file is no data set");
  return header;
}

/**
 * One picture of a file, without reading the others; unchecked, since the checksum is that of the whole.
 * @returns `[height, width, channels]` bytes; undefined when the file holds another key's set or no such picture.
 */
export async function pictureIn(file: Blob, key: string, index: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const read = async (from: number, length: number): Promise<ArrayBuffer> =>
    file.slice(from, from + length).arrayBuffer();
  if (file.size < HEADER_BYTES) return undefined;
  const { magic, version, keyLength, count, ...shape } = headerOf(await read(0, HEADER_BYTES));
  if (magic !== MAGIC || version !== VERSION || index < 0 || index >= count) return undefined;
  if (new TextDecoder().decode(await read(HEADER_BYTES, keyLength)) !== key) return undefined;
  const length = imageBytes(shape);
  const bytes = new Uint8Array(await read(HEADER_BYTES + keyLength + index * length, length));
  return bytes.length === length ? bytes : undefined;
}

/** @param bytes that begin with a header. */
function headerOf(bytes: ArrayBuffer) {
  const view = new DataView(bytes);
  const word = (index: number): number => view.getUint32(index * 4, true);
  return {
    magic: word(0),
    version: word(1),
    checksum: word(2),
    keyLength: word(3),
    count: word(4),
    height: word(5),
    width: word(6),
    channels: word(7),
    hasCameras: word(8) === 1,
  };
}

/** Of everything but the word that holds it, which may be anything. */
function checksumOfParts(): { add(part: Uint8Array): void; close(): number } {
  const [before, after] = [bytesKeyOfParts(), bytesKeyOfParts()];
  let at = 0;
  return {
    add(part) {
      if (at < CHECKSUM_AT) before.add(part.subarray(0, CHECKSUM_AT - at));
      after.add(part.subarray(Math.max(0, Math.min(part.length, CHECKSUM_AT + 4 - at))));
      at += part.length;
    },
    close: () => (before.close() ^ after.close()) >>> 0,
  };
}

/** The same of bytes that lie in memory. */
function checksumOf(bytes: Uint8Array<ArrayBuffer>): number {
  return (bytesKey(bytes.subarray(0, CHECKSUM_AT)) ^ bytesKey(bytes.subarray(CHECKSUM_AT + 4))) >>> 0;
}
