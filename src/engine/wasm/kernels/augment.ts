import { recolour } from "./recolour";

/** Bytes of a row's words of change (`src/data/augment/change.ts`). */
const CHANGE_BYTES: usize = 68;

/**
 * Images of a batch from their bytes: mirrored, shifted, recoloured, cut out, normalised through a table. The same floats as
 * `src/data/augment/applyChange.ts`, by the same whole numbers.
 * @param bytes `[rows, height, width, channels]`, the batch's images in its order
 * @param table `[channels, 256]`
 * @param changes `[views × rows, 17]`, i32: what happens to each row
 * @param room `[height × width, channels + 1]`, bytes: one image while it is changed, and which of its pixels are there
 */
export function augment(
  bytes: usize,
  table: usize,
  changes: usize,
  room: usize,
  y: usize,
  rows: i32,
  height: i32,
  width: i32,
  channels: i32,
  views: i32,
): void {
  const values = height * width * channels;
  for (let row = 0; row < views * rows; row++) {
    const words = changes + <usize>row * CHANGE_BYTES;
    const image = bytes + <usize>((row % rows) * values);
    const to = y + ((<usize>(row * values)) << 2);
    if (load<i32>(words, 36) === 1 || load<i32>(words, 60) === 1) {
      const counted = room + <usize>values;
      cutOut(image, words, room, counted, height, width, channels);
      recolour(room, channels, counted, height * width, words);
      normalise(room, counted, words, table, to, height, width, channels);
    } else direct(image, words, table, to, height, width, channels);
  }
}

/** The input of a byte of a channel. */
function inputOf(table: usize, channel: i32, byte: i32): f32 {
  return load<f32>(table + ((<usize>channel) << 10) + ((<usize>byte) << 2));
}

/** An image whose colours stay, at once. */
function direct(image: usize, words: usize, table: usize, y: usize, height: i32, width: i32, channels: i32): void {
  const mirrored = load<i32>(words) === 1;
  const down = load<i32>(words, 4);
  const right = load<i32>(words, 8);
  const fill = load<i32>(words, 12);
  const top = load<i32>(words, 16);
  const left = load<i32>(words, 20);
  const bottom = load<i32>(words, 24);
  const end = load<i32>(words, 28);
  const hole = load<i32>(words, 32);
  for (let r = 0; r < height; r++) {
    const fromRow = r + down;
    const isRow = fromRow >= 0 && fromRow < height;
    const isCut = r >= top && r < bottom;
    for (let c = 0; c < width; c++) {
      const cut = isCut && c >= left && c < end;
      const fromColumn = mirrored ? width - 1 - (c + right) : c + right;
      const from = image + <usize>((fromRow * width + fromColumn) * channels);
      if (!cut && isRow && fromColumn >= 0 && fromColumn < width) {
        for (let channel = 0; channel < channels; channel++, y += 4) {
          store<f32>(y, inputOf(table, channel, <i32>load<u8>(from + <usize>channel)));
        }
      } else {
        const shown = cut ? hole : fill;
        for (let channel = 0; channel < channels; channel++, y += 4) {
          store<f32>(y, shown === 0 ? 0 : inputOf(table, channel, shown - 1));
        }
      }
    }
  }
}

/** What the room holds as a network's input, the hole cut out. */
function normalise(
  room: usize,
  counted: usize,
  words: usize,
  table: usize,
  y: usize,
  height: i32,
  width: i32,
  channels: i32,
): void {
  const top = load<i32>(words, 16);
  const left = load<i32>(words, 20);
  const bottom = load<i32>(words, 24);
  const end = load<i32>(words, 28);
  const hole = load<i32>(words, 32);
  let at = room;
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      const cut = r >= top && r < bottom && c >= left && c < end;
      const shown = cut ? hole !== 0 : load<u8>(counted + <usize>(r * width + c)) === 1;
      for (let channel = 0; channel < channels; channel++, at++, y += 4) {
        store<f32>(y, shown ? inputOf(table, channel, cut ? hole - 1 : <i32>load<u8>(at)) : 0);
      }
    }
  }
}

/** `room[r, c] = mirrored image[r + down, c + right]`; what lies outside is filled, or not there. */
function cutOut(image: usize, words: usize, room: usize, counted: usize, height: i32, width: i32, channels: i32): void {
  const mirrored = load<i32>(words) === 1;
  const down = load<i32>(words, 4);
  const right = load<i32>(words, 8);
  const fill = load<i32>(words, 12);
  let at = room;
  for (let r = 0; r < height; r++) {
    const fromRow = r + down;
    for (let c = 0; c < width; c++) {
      const fromColumn = mirrored ? width - 1 - (c + right) : c + right;
      const inside = fromRow >= 0 && fromRow < height && fromColumn >= 0 && fromColumn < width;
      store<u8>(counted + <usize>(r * width + c), inside || fill !== 0 ? 1 : 0);
      const from = image + <usize>((fromRow * width + fromColumn) * channels);
      for (let channel = 0; channel < channels; channel++, at++) {
        store<u8>(at, inside ? load<u8>(from + <usize>channel) : <u8>max(0, fill - 1));
      }
    }
  }
}
