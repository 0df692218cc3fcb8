import { DatasetError } from "../datasetError";

/** An array as numpy keeps it. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** Row by row (C order). */
  readonly data:
    | Uint8Array<ArrayBuffer>
    | Int8Array
    | Uint16Array
    | Int16Array
    | Uint32Array
    | Int32Array
    | BigInt64Array
    | BigUint64Array
    | Float32Array
    | Float64Array;
}

const kinds = {
  "|u1": Uint8Array,
  "|i1": Int8Array,
  "|b1": Uint8Array,
  "<u2": Uint16Array,
  "<i2": Int16Array,
  "<u4": Uint32Array,
  "<i4": Int32Array,
  "<u8": BigUint64Array,
  "<i8": BigInt64Array,
  "<f4": Float32Array,
  "<f8": Float64Array,
} as const;

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

export function isNpy(head: Uint8Array): boolean {
  return MAGIC.every((byte, index) => head[index] === byte);
}

/**
 * Reads one array: the magic bytes, a header that is a Python literal, then numbers. Objects, which hold pickles, are refused.
 * @throws DatasetError for anything but numbers in C order, or another length than it says.
 * Source: numpy.lib.format, versions 1 to 3.
 */
export function decodeNpy(bytes: Uint8Array<ArrayBuffer>, file: string): NpyArray {
  const form = "npy";
  if (!isNpy(bytes)) throw new DatasetError({ code: "notOfForm", file, form, found: shown(bytes) });
  if (bytes.length < 12) throw new DatasetError({ code: "cutOff", file, bytes: bytes.length, needs: 12 });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const long = (bytes[6] ?? 0) >= 2;
  const start = long ? 12 : 10;
  const end = start + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  if (end > bytes.length) throw new DatasetError({ code: "cutOff", file, bytes: bytes.length, needs: end });
  const header = new TextDecoder().decode(bytes.subarray(start, end));
  const kind = /'descr':\s*'([^']{1,8})'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shapeText = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (kind === undefined || shapeText === undefined) {
    throw new DatasetError({ code: "unsupported", file, form, what: header.trim().slice(0, 80) });
  }
  if (!Object.hasOwn(kinds, kind)) throw new DatasetError({ code: "unsupported", file, form, what: kind });
  if (order !== "False") throw new DatasetError({ code: "unsupported", file, form, what: "fortran_order" });
  const shape = shapeText.split(",").flatMap((part) => (part.trim() === "" ? [] : [Number(part)]));
  const Numbers = kinds[kind as keyof typeof kinds];
  const count = shape.reduce((product, length) => product * length, 1);
  const needs = end + count * Numbers.BYTES_PER_ELEMENT;
  if (bytes.length !== needs) {
    throw new DatasetError({ code: bytes.length < needs ? "cutOff" : "tooLong", file, bytes: bytes.length, needs });
  }
  if (Numbers === Uint8Array) return { shape, data: bytes.subarray(end) };
  // A copy: numbers of several bytes must start at a multiple of their size.
  return { shape, data: new Numbers(bytes.slice(end).buffer) };
}

const shown = (bytes: Uint8Array): string =>
  `0x${Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
