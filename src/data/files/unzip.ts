import { inflateSync } from "fflate";
import { DatasetError } from "../datasetError";
import { crc32 } from "./crc32";
import { safePath, isLitter } from "./safePath";
import { fileOfBlob, type SourceFile } from "./sourceFile";

/*
 * A zip file ends with a list of its parts: where each begins, how long it is and how long it becomes. The list is read and
 * believed in nothing; a part is unpacked when it is asked for and forgotten afterwards, so that a file of any size takes the
 * memory of its largest part.
 * Source: PKWARE, .ZIP File Format Specification (APPNOTE.TXT) 6.3.
 */

/** Images hardly shrink, arrays of zeros do; what claims to have shrunk more than this was made to fill the memory. */
const MAX_SHRUNK = 200;
/** Below this nobody looks. */
const SMALL = 1_000_000;
const MAX_PARTS = 1_000_000;
/** The record at the end, and the longest remark that may follow it. */
const END = 22;
const MAX_REMARK = 0xffff;
/** A number that stands elsewhere, in the long form. */
const LONG = 0xffffffff;
const MAX_LIST = 300_000_000;
/** Bytes that are read at a time. */
const AHEAD = 1 << 18;

export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);
}

/** What the list says of a part. */
interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Where its own header begins. */
  readonly at: number;
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
  const bytes = new Window(zip);
  let left = most;
  for (const entry of await entriesOf(zip, archive)) {
    const { name, packed, size } = entry;
    if (name.endsWith("/") || isLitter(name)) continue;
    const file = `${archive}/${name}`;
    const path = safePath(name, archive);
    if (found.size >= MAX_PARTS) {
      throw new DatasetError({ code: "tooManyFiles", file: archive, count: found.size + 1, most: MAX_PARTS });
    }
    if (size > SMALL && size > MAX_SHRUNK * packed) {
      throw new DatasetError({ code: "unpacksOddly", file, bytes: packed, unpacked: size });
    }
    left -= size;
    if (left < 0) throw new DatasetError({ code: "unpacksTooLarge", file: archive, bytes: most - left, most });
    const { method, flags } = entry;
    if ((flags & 1) === 1) throw new DatasetError({ code: "unsupported", file, form: "zip", what: "encryption" });
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
async function readPart(bytes: Window, entry: Entry, file: string): Promise<Uint8Array<ArrayBuffer>> {
  const start = await startOf(bytes, entry, file);
  const packed = await bytes.read(start, entry.packed);
  const part = entry.method === 0 ? packed : inflated(packed, entry, file);
  if (part.length !== entry.size) {
    throw new DatasetError({ code: "cutOff", file, bytes: part.length, needs: entry.size });
  }
  if (crc32(part) !== entry.crc) throw damaged(file, "CRC-32");
  return part;
}

function inflated(packed: Uint8Array<ArrayBuffer>, { size }: Entry, file: string): Uint8Array<ArrayBuffer> {
  try {
    // One byte more than it said: what fills that, too, is longer.
    return inflateSync(packed, { out: new Uint8Array(size + 1) }) as Uint8Array<ArrayBuffer>;
  } catch (cause) {
    const told = cause instanceof Error ? cause.message : String(cause);
    throw new DatasetError({ code: "damaged", file, form: "zip", told }, { cause });
  }
}

async function sliceOf(zip: Blob, bytes: Window, entry: Entry, file: string): Promise<Blob> {
  const start = await startOf(bytes, entry, file);
  return zip.slice(start, start + entry.packed);
}

/** Where a part's bytes begin: behind a header of its own, whose name and extras may be of other lengths than the list's. */
async function startOf(bytes: Window, { at, packed }: Entry, file: string): Promise<number> {
  const header = viewOf(await bytes.read(at, 30));
  if (header.byteLength < 30 || header.getUint32(0, true) !== 0x04034b50) throw damaged(file, `@${at}`);
  const start = at + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + packed > bytes.size) {
    throw new DatasetError({ code: "cutOff", file, bytes: bytes.size, needs: start + packed });
  }
  return start;
}

/** Parts of a file, read some more at a time: most are small, and asked for one after the other. */
class Window {
  readonly #blob: Blob;
  #from = 0;
  #held = new Uint8Array(0);

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  get size(): number {
    return this.#blob.size;
  }

  async read(at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (length > AHEAD) return bytesOf(this.#blob, at, length);
    if (at < this.#from || at + length > this.#from + this.#held.length) {
      const held = await bytesOf(this.#blob, at, AHEAD);
      [this.#from, this.#held] = [at, held];
      return held.slice(0, length);
    }
    return this.#held.slice(at - this.#from, at - this.#from + length);
  }
}

async function entriesOf(zip: Blob, archive: string): Promise<readonly Entry[]> {
  const { count, at, length } = await endOf(zip, archive);
  if (length > MAX_LIST || at + length > zip.size) throw damaged(archive, "list");
  const bytes = await bytesOf(zip, at, length);
  const view = viewOf(bytes);
  const entries: Entry[] = [];
  let place = 0;
  while (entries.length < count) {
    if (place + 46 > length || view.getUint32(place, true) !== 0x02014b50) throw damaged(archive, `@${at + place}`);
    const [nameLength, extra, remark] = [28, 30, 32].map((offset) => view.getUint16(place + offset, true));
    const next = place + 46 + (nameLength ?? 0) + (extra ?? 0) + (remark ?? 0);
    if (next > length) throw damaged(archive, `@${at + place}`);
    const flags = view.getUint16(place + 8, true);
    const nameAt = place + 46;
    const extraAt = nameAt + (nameLength ?? 0);
    entries.push({
      name: nameOf(bytes.subarray(nameAt, extraAt), flags),
      flags,
      method: view.getUint16(place + 10, true),
      crc: view.getUint32(place + 16, true),
      ...longNumbers(view, place, extraAt, extraAt + (extra ?? 0)),
    });
    place = next;
  }
  return entries;
}

/** Sizes and place of a part; those that do not fit in 32 bits stand in a field of extras. */
function longNumbers(view: DataView, place: number, from: number, to: number): Pick<Entry, "packed" | "size" | "at"> {
  let [size, packed, at] = [24, 20, 42].map((offset) => view.getUint32(place + offset, true)) as [
    number,
    number,
    number,
  ];
  for (let field = from; field + 4 <= to; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) !== 1) continue;
    const end = Math.min(to, field + 4 + view.getUint16(field + 2, true));
    let next = field + 4;
    const long = (short: number): number => {
      if (short !== LONG || next + 8 > end) return short;
      next += 8;
      return Number(view.getBigUint64(next - 8, true));
    };
    size = long(size);
    packed = long(packed);
    at = long(at);
  }
  return { size, packed, at };
}

/** How many parts the list has, where it begins and its bytes: from the record at the end. */
async function endOf(
  zip: Blob,
  archive: string,
): Promise<{ readonly count: number; readonly at: number; readonly length: number }> {
  const from = Math.max(0, zip.size - END - MAX_REMARK);
  const view = viewOf(await bytesOf(zip, from, zip.size - from));
  let place = view.byteLength - END;
  while (place >= 0 && view.getUint32(place, true) !== 0x06054b50) place -= 1;
  if (place < 0) throw damaged(archive, "no list");
  const count = view.getUint16(place + 10, true);
  const length = view.getUint32(place + 12, true);
  const at = view.getUint32(place + 16, true);
  if (count !== 0xffff && length !== LONG && at !== LONG) return { count, at, length };
  // The long form: a locator in front of the record says where a longer record begins.
  if (place < 20 || view.getUint32(place - 20, true) !== 0x07064b50) return { count, at, length };
  const longAt = Number(view.getBigUint64(place - 12, true));
  const long = viewOf(await bytesOf(zip, longAt, 56));
  if (long.byteLength < 56 || long.getUint32(0, true) !== 0x06064b50) throw damaged(archive, `@${longAt}`);
  return {
    count: Number(long.getBigUint64(32, true)),
    length: Number(long.getBigUint64(40, true)),
    at: Number(long.getBigUint64(48, true)),
  };
}

/** UTF-8 where a part says so, else a byte a character, as most programs take it. */
function nameOf(bytes: Uint8Array, flags: number): string {
  if ((flags & 0x800) !== 0) return new TextDecoder().decode(bytes);
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

const damaged = (file: string, told: string): DatasetError =>
  new DatasetError({ code: "damaged", file, form: "zip", told });

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

async function bytesOf(zip: Blob, at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await zip.slice(at, at + length).arrayBuffer());
}
