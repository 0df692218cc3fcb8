import { imageBytes, type ImageSet } from "../data/imageSet";
import { labelBytes } from "../data/labelBytes";
import { bytesAt } from "../data/pixels";
import { bytesKey } from "../random/bytesKey";
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
  const written = file.write(bytes, { at: 0 });
  // A full disk gives any number here: Chromium hands its own code through, 4294967288.
  if (written !== bytes.length) throw new ShortWrite(`${written} of ${bytes.length} bytes could be written`);
  file.flush();
}

export function encodeSet(key: string, set: ImageSet): Uint8Array<ArrayBuffer> {
  const keyBytes = new TextEncoder().encode(key);
  const parts = [
    keyBytes,
    bytesAt(set.images, 0, set.images.length),
    labelBytes(set),
    set.cameras ?? new Uint8Array(0),
  ];
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, HEADER_BYTES));
  let at = HEADER_BYTES;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const { count, height, width, channels, cameras } = set;
  const words = [MAGIC, VERSION, 0, keyBytes.length, count, height, width, channels, cameras === undefined ? 0 : 1];
  const header = new DataView(bytes.buffer);
  for (const [index, word] of words.entries()) header.setUint32(index * 4, word, true);
  header.setUint32(8, checksumOf(bytes), true);
  return bytes;
}

/**
 * @returns null when the file holds another key's set.
 * @throws DamagedFile when it holds none.
 */
export function decodeSet(bytes: Uint8Array<ArrayBuffer>, key: string): ImageSet | null {
  if (bytes.length < HEADER_BYTES) throw new DamagedFile(`the file has only ${bytes.length} bytes`);
  const { magic, version, checksum, keyLength, count, height, width, channels, hasCameras } = headerOf(bytes.buffer);
  if (magic !== MAGIC) throw new DamagedFile("the file is no data set");
  if (version !== VERSION) return null;
  if (checksum !== checksumOf(bytes)) throw new DamagedFile("the file's checksum is wrong");
  const camerasLength = hasCameras ? count : 0;
  const imagesLength = count * imageBytes({ height, width, channels });
  const expected = HEADER_BYTES + keyLength + imagesLength + 2 * count + camerasLength;
  if (bytes.length !== expected) throw new DamagedFile(`the file has ${bytes.length} bytes instead of ${expected}`);

  let at = HEADER_BYTES;
  const take = (length: number): Uint8Array<ArrayBuffer> => bytes.subarray(at, (at += length));
  if (new TextDecoder().decode(take(keyLength)) !== key) return null;
  // A view of the file's bytes: the pictures are the bulk, and the rest is small enough to stay alive with them.
  const images = take(imagesLength);
  const packed = take(2 * count);
  const labelView = new DataView(packed.buffer, packed.byteOffset);
  const labels = Uint16Array.from({ length: count }, (_, index) => labelView.getUint16(index * 2, true));
  const cameras = hasCameras ? { cameras: take(camerasLength).slice() } : {};
  return { count, height, width, channels, images, labels, ...cameras };
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

/** Of everything but the word that holds it. */
function checksumOf(bytes: Uint8Array<ArrayBuffer>): number {
  return (bytesKey(bytes.subarray(0, 8)) ^ bytesKey(bytes.subarray(12))) >>> 0;
}
