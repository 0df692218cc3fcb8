/*
 * Messages as Protocol Buffers encode them: a field is its number and kind, then a number of 7 bits a byte, four or eight bytes, or
 * a length and as many bytes. Both formats that the lab writes with it are a handful of messages, and nothing is read.
 */

/** An encoded field, or a run of them. */
export type Encoded = Uint8Array<ArrayBuffer>;

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

const utf8 = new TextEncoder();

/** Pieces one after the other. */
export function joined(pieces: readonly Uint8Array[]): Encoded {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let left = value;
  while (left >= 0x80) {
    bytes.push((left % 0x80) | 0x80);
    left = Math.floor(left / 0x80);
  }
  bytes.push(left);
  return bytes;
}

/** A whole number from 0 to 2^53. */
export const int = (field: number, value: number): Encoded =>
  Uint8Array.from([...key(field, VARINT), ...varint(value)]);

/** Whole numbers from 0 on, packed into one field. */
export const ints = (field: number, values: readonly number[]): Encoded =>
  bytes(field, Uint8Array.from(values.flatMap(varint)));

export const text = (field: number, value: string): Encoded => bytes(field, utf8.encode(value));

/** Bytes as they are: another message, or values. */
export const bytes = (field: number, value: Uint8Array): Encoded =>
  joined([Uint8Array.from([...key(field, LENGTH), ...varint(value.length)]), value]);

export const message = (field: number, ...fields: readonly Encoded[]): Encoded => bytes(field, joined(fields));

export const float = (field: number, value: number): Encoded =>
  fixed(field, FIXED32, 4, (view) => view.setFloat32(0, value, true));

export const double = (field: number, value: number): Encoded =>
  fixed(field, FIXED64, 8, (view) => view.setFloat64(0, value, true));

function fixed(field: number, kind: number, size: number, write: (view: DataView) => void): Encoded {
  const view = new DataView(new ArrayBuffer(size));
  write(view);
  return joined([Uint8Array.from(key(field, kind)), new Uint8Array(view.buffer)]);
}

const key = (field: number, kind: number): readonly number[] => varint(field * 8 + kind);
