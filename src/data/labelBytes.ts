import type { ImageSet } from "./imageSet";

/** A set's labels as bytes, `[2 × count]`, little-endian whatever the machine. */
export function labelBytes({ labels }: Pick<ImageSet, "labels">): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(2 * labels.length);
  const view = new DataView(bytes.buffer);
  labels.forEach((label, index) => view.setUint16(2 * index, label, true));
  return bytes;
}
