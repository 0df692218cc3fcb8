import { encode } from "fast-png";
import { imageAt } from "../../src/data/imageAt";
import type { ImageSet } from "../../src/data/imageSet";

const COLUMNS = 10;
const MOST_ROWS = 40;
const GAP = 2;

/** The first images of each class as a PNG, a row a class, white between them. */
export function contactSheet(set: ImageSet, classes: number): Uint8Array {
  const { width, height, channels, labels } = set;
  const rows = Math.min(classes, MOST_ROWS);
  const [wide, high] = [COLUMNS * (width + GAP) + GAP, rows * (height + GAP) + GAP];
  const data = new Uint8Array(wide * high * 3).fill(255);
  const shown = new Array<number>(rows).fill(0);
  labels.forEach((label, index) => {
    const column = shown[label];
    if (column === undefined || column >= COLUMNS) return;
    shown[label] = column + 1;
    const image = imageAt(set, index);
    for (let pixel = 0; pixel < width * height; pixel += 1) {
      const x = GAP + column * (width + GAP) + (pixel % width);
      const y = GAP + label * (height + GAP) + Math.floor(pixel / width);
      for (let colour = 0; colour < 3; colour += 1) {
        data[(y * wide + x) * 3 + colour] = image[pixel * channels + Math.min(colour, channels - 1)] ?? 0;
      }
    }
  });
  return encode({ width: wide, height: high, channels: 3, depth: 8, data });
}
