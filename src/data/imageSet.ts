import type { Pixels } from "./pixels";

/** Labelled pictures as stored: bytes, never floats, so that a set of 50,000 stays small. */
export interface ImageSet {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** `[count, height, width, channels]`, 0 to 255; in memory, or in a file that is read when they are asked for. */
  readonly images: Pixels;
  /** `[count]`, class (or identity) indices. */
  readonly labels: Uint16Array<ArrayBuffer>;
  /** `[count]`, which camera took the picture; only in identity sets. */
  readonly cameras?: Uint8Array<ArrayBuffer>;
}

/** A set whose pictures all lie in memory. */
export interface HeldSet extends ImageSet {
  readonly images: Uint8Array<ArrayBuffer>;
}

/** The label of a gallery picture without a usable identity, such as a bad detection; it counts neither as right nor as wrong. */
export const JUNK_LABEL = 0xffff;

/** Bytes of one image. */
export function imageBytes(shape: {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}): number {
  return shape.height * shape.width * shape.channels;
}
