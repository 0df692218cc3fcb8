import { draw } from "./random";

/**
 * y = or += x / (1 − rate) where draw i + 1 of the key is at least `threshold`, else 0. The way back is the same map, with
 * the mask drawn again.
 */
export function dropout(x: usize, key: usize, y: usize, words: i32, threshold: u32, scale: f32, accumulate: i32): void {
  const seed = load<u32>(key);
  for (let i = 0; i < words; i++) {
    const at: usize = (<usize>i) << 2;
    const value: f32 = draw(seed, <u32>i + 1) >= threshold ? load<f32>(x + at) * scale : 0;
    store<f32>(y + at, accumulate ? load<f32>(y + at) + value : value);
  }
}
