import { derive, extend, mix32 } from "./mix32";

/**
 * The key of a block of bytes, to tell a damaged file from a sound one.
 *
 * Folds little-endian 32-bit words (one mix per word: 200 to 400 MB/s in Node on a busy 2-core machine), then the length, so that trailing zeros count.
 * @returns an unsigned 32-bit integer.
 */
export function bytesKey(bytes: Uint8Array): number {
  return closed(foldWords(derive(), viewOf(bytes), 0, wordsOf(bytes)), bytes);
}

/** Words between two pauses: a few milliseconds. */
const SLICE = 1 << 18;

/** {@link bytesKey} of a large block, which can be left now and then. */
export function* bytesKeyInSlices(bytes: Uint8Array): Generator<undefined, number, undefined> {
  const view = viewOf(bytes);
  const words = wordsOf(bytes);
  let key = derive();
  for (let from = 0; from < words; from += SLICE) {
    key = foldWords(key, view, from, Math.min(words, from + SLICE));
    yield;
  }
  return closed(key, bytes);
}

function foldWords(start: number, view: DataView, from: number, to: number): number {
  let key = start;
  // Added, not xored alone: mix32 fixes 0, and equal word and key would otherwise fall into it.
  for (let word = from; word < to; word++) key = mix32((key ^ view.getUint32(word * 4, true)) + 0x9e3779b9);
  return key;
}

function closed(start: number, bytes: Uint8Array): number {
  let key = start;
  for (let rest = wordsOf(bytes) * 4; rest < bytes.length; rest++) key = extend(key, bytes[rest] ?? 0);
  return extend(key, bytes.length);
}

function wordsOf(bytes: Uint8Array): number {
  return Math.floor(bytes.length / 4);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
