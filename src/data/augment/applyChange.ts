import { imageBytes, type ImageSet } from "../imageSet";
import { areHeld } from "../pixels";
import { BYTE_VALUES } from "../normalise";
import { Change } from "./change";
import { recolour } from "./recolour";

/** Room for one image while it is changed. */
export interface ChangeRoom {
  /** As it is stored, where it has to be read from a file; empty where the set lies in memory. */
  readonly stored: Uint8Array<ArrayBuffer>;
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly counted: Uint8Array<ArrayBuffer>;
}

export const changeRoom = (set: ImageSet): ChangeRoom => ({
  stored: new Uint8Array(areHeld(set.images) ? 0 : imageBytes(set)),
  pixels: new Uint8Array(imageBytes(set)),
  counted: new Uint8Array(set.height * set.width),
});

/**
 * One image as a network sees it: mirrored, shifted, recoloured, cut out, normalised. The reference of what every engine does.
 * @param table `[channels, 256]`, the network input of each byte.
 * @param changes words of rows, of which this image's begin at `start`.
 * @param to filled from `offset` on with `[height, width, channels]`.
 */
export function applyChange(
  set: ImageSet,
  index: number,
  table: Float32Array,
  changes: Int32Array,
  start: number,
  room: ChangeRoom,
  to: Float32Array,
  offset: number,
): void {
  const { height, width, channels } = set;
  const { pixels, counted } = room;
  cutOut(set, index, changes, start, room);
  if (changes[start + Change.recoloured] === 1 || changes[start + Change.grey] === 1) {
    recolour(pixels, channels, counted, changes, start);
  }
  const top = changes[start + Change.top] ?? 0;
  const left = changes[start + Change.left] ?? 0;
  const bottom = changes[start + Change.bottom] ?? 0;
  const end = changes[start + Change.end] ?? 0;
  const hole = changes[start + Change.hole] ?? 0;
  let at = 0;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, at += 1) {
      const cut = row >= top && row < bottom && column >= left && column < end;
      const shown = cut ? hole !== 0 : counted[at] === 1;
      for (let channel = 0; channel < channels; channel += 1) {
        const byte = cut ? hole - 1 : (pixels[at * channels + channel] ?? 0);
        to[offset + at * channels + channel] = shown ? (table[channel * BYTE_VALUES + byte] ?? 0) : 0;
      }
    }
  }
}

/** `pixels[r, c] = mirrored image[r + down, c + right]`; what lies outside is filled, or not there. */
function cutOut(
  set: ImageSet,
  index: number,
  changes: Int32Array,
  start: number,
  { stored, pixels, counted }: ChangeRoom,
): void {
  const { height, width, channels } = set;
  const held = areHeld(set.images);
  const images = held ? set.images : stored;
  const from = held ? index * imageBytes(set) : 0;
  if (!areHeld(set.images)) set.images.read(index * imageBytes(set), stored);
  const mirrored = changes[start + Change.mirrored] === 1;
  const down = changes[start + Change.down] ?? 0;
  const right = changes[start + Change.right] ?? 0;
  const fill = changes[start + Change.fill] ?? 0;
  let at = 0;
  for (let row = 0; row < height; row += 1) {
    const fromRow = row + down;
    for (let column = 0; column < width; column += 1, at += 1) {
      const fromColumn = mirrored ? width - 1 - (column + right) : column + right;
      const inside = fromRow >= 0 && fromRow < height && fromColumn >= 0 && fromColumn < width;
      counted[at] = inside || fill !== 0 ? 1 : 0;
      const pixel = from + (fromRow * width + fromColumn) * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        pixels[at * channels + channel] = inside ? (images[pixel + channel] ?? 0) : Math.max(0, fill - 1);
      }
    }
  }
}
