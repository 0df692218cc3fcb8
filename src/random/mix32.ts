/**
 * The one generator of the project. It has no state: the i-th number of a key is a function of the key and i, so any
 * image, batch, mask or weight can be drawn alone, in any order, on any thread, and in WGSL with the same bits.
 */

/** The odd number nearest 2^32 / golden ratio: multiples of it are spread evenly over the 32-bit numbers. */
const GOLDEN = 0x9e3779b9;
const TWO_TO_32 = 4294967296;
/** Where every key starts, so that the key of nothing is not zero. */
const ROOT = 0x5eed;

/**
 * Mixes the bits of an integer: each input bit changes each output bit about half of the time.
 *
 * Invertible, hence without collisions; 0 stays 0.
 * @param x any integer; counts modulo 2^32.
 * @returns an unsigned 32-bit integer.
 * Source: the finaliser "16 21f0aaad 15 735a2d97 15" of github.com/skeeto/hash-prospector.
 */
export function mix32(x: number): number {
  let bits = x ^ (x >>> 16);
  bits = Math.imul(bits, 0x21f0aaad);
  bits ^= bits >>> 15;
  bits = Math.imul(bits, 0x735a2d97);
  return (bits ^ (bits >>> 15)) >>> 0;
}

/**
 * Keys have 32 bits, which is enough for a laboratory and has a limit that should be known. By the birthday rule two of
 * 20,000 keys are the same with a probability of 4.6 %, two of 60,000 with 34 %: two pictures of a large set may then share
 * their draws. And the draws of a key are a window of one cycle of 2^32: two tensors of n values each share a run of values
 * with probability 2n / 2^32. Links and stored numbers depend on these keys, so they stay.
 *
 * The key of `part` under `key`: `derive(a, b)` is `extend(derive(a), b)`.
 *
 * Hot loops hold the key of the constant parts and extend it, which allocates nothing.
 * @param part an integer below 2^53 in size; counts modulo 2^32.
 */
export function extend(key: number, part: number): number {
  // + 1, because mix32(0) is 0 and a part 0 must change the key like any other.
  return mix32(key ^ mix32(Math.imul(part + 1, GOLDEN)));
}

/**
 * Folds integers, in order, into one 32-bit key.
 * @returns an unsigned 32-bit integer; `derive()` is 0x5EED.
 */
export function derive(...parts: readonly number[]): number {
  let key = ROOT;
  for (const part of parts) key = extend(key, part);
  return key;
}

/** Draw `i` = 1, 2, … of a key: an unsigned 32-bit integer. */
export function drawAt(key: number, i: number): number {
  return mix32(key + Math.imul(i, GOLDEN));
}

/** Draw `i` = 1, 2, … of a key, uniform in [0, 1) in steps of 2^-32. */
export function unitAt(key: number, i: number): number {
  return drawAt(key, i) / TWO_TO_32;
}

/**
 * Draw `i` = 1, 2, … of a key, a whole number from 0 to `n` - 1.
 *
 * The high word of the 32 × 32-bit product draw × n. No draw is rejected, so that draw i is always number i; the
 * probabilities of two results differ by less than n / 2^32 of their size (5e-6 at 20,000).
 * @param n from 1 to 2^21, the range in which the double product is exact.
 */
export function belowAt(key: number, i: number, n: number): number {
  return Math.floor(unitAt(key, i) * n);
}

/**
 * Draw `i` = 1, 2, … of a key, roughly normal: the sum of the draw's four bytes, centred and scaled to variance 1.
 *
 * Cheap and coarse (1021 values within ±3.45); for the noise of pictures. Weights take `normalAt` of `normal.ts`.
 */
export function byteNormalAt(key: number, i: number): number {
  return byteNormal(drawAt(key, i));
}

/** The roughly normal number made of the four bytes of an unsigned 32-bit draw. */
export function byteNormal(draw: number): number {
  // 510 = 4 × 127.5 is the mean; 147.8 is the standard deviation, √(4 · (256² − 1) / 12), to one decimal.
  return ((draw & 255) + ((draw >>> 8) & 255) + ((draw >>> 16) & 255) + (draw >>> 24) - 510) / 147.8;
}
