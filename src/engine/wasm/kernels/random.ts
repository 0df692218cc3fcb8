/** The generator of `src/random/mix32.ts`, with the same bits. */

function mix32(seed: u32): u32 {
  let bits = seed ^ (seed >> 16);
  bits *= 0x21f0aaad;
  bits ^= bits >> 15;
  bits *= 0x735a2d97;
  return bits ^ (bits >> 15);
}

/** Draw j = 1, 2, … of a key. */
export function draw(key: u32, j: u32): u32 {
  return mix32(key + j * 0x9e3779b9);
}
