import type { ImageSet } from "../imageSet";
import { bytesAt, type Pixels } from "../pixels";

/** All bytes of a set's pictures, wherever they lie. */
export const heldBytes = ({ images }: Pick<ImageSet, "images">): Uint8Array<ArrayBuffer> =>
  bytesAt(images, 0, images.length);

/** Bytes as if they lay in a file: only what is asked for is copied out of them. */
export function elsewhere(bytes: Uint8Array<ArrayBuffer>): Exclude<Pixels, Uint8Array> {
  const part = (at: number, length: number): Uint8Array<ArrayBuffer> => {
    if (at < 0 || at + length > bytes.length) throw new RangeError(`${at} to ${at + length} of ${bytes.length} bytes`);
    return bytes.slice(at, at + length);
  };
  return {
    length: bytes.length,
    read: (at, to) => to.set(part(at, to.length)),
    fetch: (at, length) => Promise.resolve(part(at, length)),
  };
}
