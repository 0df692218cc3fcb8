import { Reader, ZipReader, type Entry, type FileEntry } from "@zip.js/zip.js/lib/zip-core-native.js";
import { inflateSync } from "fflate";
import { DatasetError } from "../datasetError";
import { crc32 } from "./crc32";
import { safePath, isLitter } from "./safePath";
import { fileOfBlob, MOST_AT_ONCE, type SourceFile } from "./sourceFile";

/*
 * A zip file ends with a list of its parts: where each begins, how long it is and how long it becomes. zip.js reads the list; here
 * nothing of it is believed. A part is unpacked when it is asked for and forgotten afterwards, so that a file of any size takes the
 * memory of its list and of its largest part. Parts are many and small: unpacked in one go by fflate, a picture takes a tenth of
 * the time that it takes as a stream of zip.js.
 */

/** Images hardly shrink, arrays of zeros do; what claims to have shrunk more than this was made to fill the memory. */
const MAX_SHRUNK = 200;
/** Below this nobody looks. */
const SMALL = 1_000_000;
const MAX_PARTS = 1_000_000;
/** Bytes that are read at a time. */
const AHEAD = 1 << 18;
/** A part's own header, without its name and extras. */
const HEADER = 30;

export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);
}

/**
 * The parts of a zip file, each unpacked when it is read. What the list says of their sizes is added up before anything is
 * unpacked, and no part gives more than it said.
 * @param most bytes of all parts together.
 * @throws DatasetError when it is damaged, too large, locked, or its paths lead out of it; reading a part throws one when the part
 * is damaged, or is not as long as it said.
 */
export async function unzip(zip: Blob, archive: string, most: number): Promise<readonly SourceFile[]> {
  const found = new Map<string, SourceFile>();
  const bytes = new AheadReader(zip);
  let left = most;
  for (const entry of await entriesOf(bytes, archive)) {
    const { filename: name, compressedSize: packed, uncompressedSize: size, compressionMethod: method } = entry;
    if (isLitter(name)) continue;
    const file = `${archive}/${name}`;
    const path = safePath(name, archive);
    if (size > SMALL && size > MAX_SHRUNK * packed) {
      throw new DatasetError({ code: "unpacksOddly", file, bytes: packed, unpacked: size });
    }
    // Unpacked at once when it is asked for; what is stored as it is may be read in parts.
    if (size > MOST_AT_ONCE && method !== 0) {
      throw new DatasetError({ code: "tooLargeAtOnce", file, bytes: size, most: MOST_AT_ONCE });
    }
    left -= size;
    if (left < 0) throw new DatasetError({ code: "unpacksTooLarge", file: archive, bytes: most - left, most });
    if (entry.encrypted) throw new DatasetError({ code: "unsupported", file, form: "zip", what: "encryption" });
    if (method !== 0 && method !== 8) {
      throw new DatasetError({ code: "unsupported", file, form: "zip", what: `${method}` });
    }
    // Of two parts of one name the later counts, as where a zip file is unpacked to a disk.
    const part = { path, size, read: () => readPart(bytes, entry, file) };
    // What is stored as it is is a slice of the file; pictures are too many to look where each begins.
    const isSlice = method === 0 && size > SMALL;
    found.set(path, isSlice ? { ...fileOfBlob(path, await sliceOf(zip, bytes, entry, file)), ...part } : part);
  }
  return [...found.values()];
}

/** @throws DatasetError when it is damaged, or is not as long as it said. */
async function readPart(bytes: AheadReader, entry: FileEntry, file: string): Promise<Uint8Array<ArrayBuffer>> {
  const { compressedSize, uncompressedSize: size, compressionMethod } = entry;
  const packed = await bytes.readUint8Array(await startOf(bytes, entry, file), compressedSize);
  const part = compressionMethod === 0 ? packed : inflated(packed, size, file);
  if (part.length !== size) throw new DatasetError({ code: "cutOff", file, bytes: part.length, needs: size });
  if (crc32(part) !== entry.crc32) throw damaged(file, "CRC-32");
  return part;
}

function inflated(packed: Uint8Array<ArrayBuffer>, size: number, file: string): Uint8Array<ArrayBuffer> {
  try {
    // One byte more than it said: what fills that, too, is longer.
    return inflateSync(packed, { out: new Uint8Array(size + 1) }) as Uint8Array<ArrayBuffer>;
  } catch (cause) {
    throw damaged(file, cause);
  }
}

async function sliceOf(zip: Blob, bytes: AheadReader, entry: FileEntry, file: string): Promise<Blob> {
  const start = await startOf(bytes, entry, file);
  return zip.slice(start, start + entry.compressedSize);
}

/** Where a part's bytes begin: behind a header of its own, whose name and extras may be of other lengths than the list's. */
async function startOf(bytes: AheadReader, { offset, compressedSize }: FileEntry, file: string): Promise<number> {
  const header = viewOf(await bytes.readUint8Array(offset, HEADER));
  if (header.byteLength < HEADER || header.getUint32(0, true) !== 0x04034b50) throw damaged(file, `@${offset}`);
  const start = offset + HEADER + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + compressedSize > bytes.size) {
    throw new DatasetError({ code: "cutOff", file, bytes: bytes.size, needs: start + compressedSize });
  }
  return start;
}

async function entriesOf(bytes: AheadReader, archive: string): Promise<readonly FileEntry[]> {
  const zip = new ZipReader(bytes, { strictness: "tolerant" });
  const entries: FileEntry[] = [];
  try {
    for await (const entry of zip.getEntriesGenerator()) {
      if (isFile(entry)) entries.push(entry);
      if (entries.length > MAX_PARTS) break;
    }
  } catch (cause) {
    throw damaged(archive, cause);
  }
  if (entries.length > MAX_PARTS) {
    throw new DatasetError({ code: "tooManyFiles", file: archive, count: entries.length, most: MAX_PARTS });
  }
  return entries;
}

const isFile = (entry: Entry): entry is FileEntry => !entry.directory;

/** Parts of a file, read some more at a time: most are small, and asked for one after the other. */
class AheadReader extends Reader<Blob> {
  readonly #blob: Blob;
  #from = 0;
  #held = new Uint8Array(0);

  constructor(blob: Blob) {
    super(blob);
    this.#blob = blob;
    this.size = blob.size;
  }

  override async readUint8Array(at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (length > AHEAD) return bytesOf(this.#blob, at, length);
    if (at < this.#from || at + length > this.#from + this.#held.length) {
      const held = await bytesOf(this.#blob, at, AHEAD);
      [this.#from, this.#held] = [at, held];
      return held.slice(0, length);
    }
    return this.#held.slice(at - this.#from, at - this.#from + length);
  }
}

function damaged(file: string, cause: unknown): DatasetError {
  const told = cause instanceof Error ? cause.message : String(cause);
  return new DatasetError({ code: "damaged", file, form: "zip", told }, { cause });
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

async function bytesOf(zip: Blob, at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await zip.slice(at, at + length).arrayBuffer());
}
