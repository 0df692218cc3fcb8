import { sha256 as inSlices } from "@noble/hashes/sha2.js";
import { labelBytes } from "../labelBytes";
import type { ImageSet } from "../imageSet";
import { areHeld, fetchBytes, type Pixels } from "../pixels";
import type { ImageSplits } from "./imageSplits";

/** Bytes that are hashed at a time. */
const SLICE = 1 << 22;

/**
 * The identity of a set of images: SHA-256 over its canonical bytes, whatever container they came in.
 *
 * Hashed are, for `train` and then `test`, a line `train 50000 32 32 3` (count, height, width, channels), the labels as
 * little-endian 16-bit numbers and the pixels as bytes, image by image, row by row, channels together. Each part is hashed by
 * itself and the hash of their hashes is the identity, so that no copy of all bytes is made. Names of classes do not enter.
 * Of sets of people each split's cameras follow, and at the end a line `queries 3368`.
 * A set's own validation images do not enter: with them it is the same set, and they have a hash of their own (`validationHash`).
 * @param queries of test images, in sets of people.
 * @returns 64 hexadecimal digits.
 */
export async function canonicalHash({ train, test }: ImageSplits, queries?: number): Promise<string> {
  const parts = [...partsOf("train", train), ...partsOf("test", test)];
  if (queries !== undefined) parts.push(new TextEncoder().encode(`queries ${queries}\n`));
  return await hashOf(parts);
}

/** The identity of validation images: as of a set that has nothing but a split `val`. @returns 64 hexadecimal digits. */
export const validationHash = (set: ImageSet): Promise<string> => hashOf(partsOf("val", set));

function partsOf(name: string, set: ImageSet): readonly Pixels[] {
  const { count, height, width, channels, images, cameras } = set;
  const head = new TextEncoder().encode(`${name} ${count} ${height} ${width} ${channels}\n`);
  return [head, labelBytes(set), images, ...(cameras === undefined ? [] : [cameras])];
}

async function hashOf(parts: readonly Pixels[]): Promise<string> {
  const hashes = new Uint8Array(32 * parts.length);
  for (const [index, part] of parts.entries()) hashes.set(await hashOfPart(part), 32 * index);
  return hex(await sha256(hashes));
}

/** Of what does not lie in memory, slice by slice: what the browser has of its own takes a whole at once. */
async function hashOfPart(part: Pixels): Promise<Uint8Array> {
  if (areHeld(part)) return sha256(part);
  const hash = inSlices.create();
  for (let at = 0; at < part.length; at += SLICE) {
    hash.update(await fetchBytes(part, at, Math.min(SLICE, part.length - at)));
  }
  return hash.digest();
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
