import { below, draw } from "./random";

/**
 * Images of a batch from their bytes: mirrored, shifted with zeros moving in, normalised through a table. The same draws and
 * the same floats as `src/data/batch.ts`.
 * @param bytes `[rows, height, width, channels]`, the batch's images in its order
 * @param table `[channels, 256]`
 * @param keys `[2 × views]`: flip key and shift key of each view
 */
export function augment(
  bytes: usize,
  table: usize,
  keys: usize,
  y: usize,
  rows: i32,
  height: i32,
  width: i32,
  channels: i32,
  views: i32,
  flip: i32,
  shift: i32,
): void {
  for (let view = 0; view < views; view++) {
    const flipKey = load<u32>(keys + ((<usize>view) << 3));
    const shiftKey = load<u32>(keys + ((<usize>view) << 3), 4);
    for (let row = 0; row < rows; row++) {
      const mirrored = flip !== 0 && draw(flipKey, <u32>row + 1) < 0x80000000;
      const down = shift === 0 ? 0 : below(shiftKey, 2 * <u32>row + 1, 2 * <u32>shift + 1) - shift;
      const right = shift === 0 ? 0 : below(shiftKey, 2 * <u32>row + 2, 2 * <u32>shift + 1) - shift;
      const image = bytes + <usize>(row * height * width * channels);
      for (let r = 0; r < height; r++) {
        const fromRow = r + down;
        for (let c = 0; c < width; c++) {
          const fromColumn = mirrored ? width - 1 - (c + right) : c + right;
          const inside = fromRow >= 0 && fromRow < height && fromColumn >= 0 && fromColumn < width;
          const from = image + <usize>((fromRow * width + fromColumn) * channels);
          for (let channel = 0; channel < channels; channel++) {
            const value: f32 = inside
              ? load<f32>(table + ((<usize>channel) << 10) + ((<usize>load<u8>(from + <usize>channel)) << 2))
              : 0;
            store<f32>(y, value);
            y += 4;
          }
        }
      }
    }
  }
}
