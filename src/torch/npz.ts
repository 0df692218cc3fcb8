import { zipSync } from "fflate";
import { labelBytes } from "../data/labelBytes";
import type { ImageSet } from "../data/imageSet";
import { bytesAt } from "../data/pixels";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];
/** Headers end at a multiple of this. */
const ALIGNED = 64;

/** An array as numpy keeps it. @param type `|u1` or `<u2`. */
function npy(type: string, shape: readonly number[], values: Uint8Array): Uint8Array<ArrayBuffer> {
  const sizes = shape.length === 1 ? `${shape[0] ?? 0},` : shape.join(", ");
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const before = MAGIC.length + 2;
  const length = Math.ceil((before + text.length + 1) / ALIGNED) * ALIGNED - before;
  const bytes = new Uint8Array(before + length + values.length).fill(0x20, before, before + length - 1);
  bytes.set(MAGIC);
  new DataView(bytes.buffer).setUint16(MAGIC.length, length, true);
  bytes.set(new TextEncoder().encode(text), before);
  bytes[before + length - 1] = 0x0a;
  bytes.set(values, before + length);
  return bytes;
}

/**
 * Images and labels in numpy's container: `x_train`, `y_train`, …, `coarse` with the coarse class of each class.
 * @param coarse the training images with their coarse classes, where the set has such.
 */
export function imagesNpz(splits: ReadonlyMap<string, ImageSet>, coarse?: ImageSet): Uint8Array<ArrayBuffer> {
  const files: { [name: string]: Uint8Array } = {};
  for (const [split, set] of splits) {
    const { count, height, width, channels, images, cameras } = set;
    files[`x_${split}.npy`] = npy("|u1", [count, height, width, channels], bytesAt(images, 0, images.length));
    files[`y_${split}.npy`] = npy("<u2", [count], labelBytes(set));
    if (cameras !== undefined) files[`cameras_${split}.npy`] = npy("|u1", [count], cameras);
  }
  const train = splits.get("train");
  if (train !== undefined && coarse !== undefined) {
    const groups = new Uint16Array(Math.max(...train.labels) + 1);
    train.labels.forEach((label, index) => (groups[label] = coarse.labels[index] ?? 0));
    files["coarse.npy"] = npy("<u2", [groups.length], labelBytes({ labels: groups }));
  }
  return new Uint8Array(zipSync(files, { level: 0 }));
}
