import { f32, linearKernel, read, write, type Kernel } from "../kernel";

/** The generator of `src/random/mix32.ts` with the same bits: draw j = 1, 2, … of a key. */
export const MIX32 = `
fn mix32(seed: u32) -> u32 {
  var bits = seed ^ (seed >> 16u);
  bits *= 0x21f0aaadu;
  bits ^= bits >> 15u;
  bits *= 0x735a2d97u;
  return bits ^ (bits >> 15u);
}
fn draw(key: u32, j: u32) -> u32 { return mix32(key + j * 0x9e3779b9u); }
`;

/**
 * y[i] = x[i] / (1 − rate) where draw i + 1 of the key is at least rate · 2³², else 0. The gradient is the same map,
 * with the mask drawn again. Bindings: x, key (u32, `[1]`), y.
 */
export function dropout(count: number, rate: number, accumulate: boolean): Kernel {
  const threshold = Math.min(Math.ceil(rate * 4294967296), 4294967295);
  return linearKernel({
    family: "dropout",
    bindings: [read("x", count), read("key", 1, "u32"), write("y", count)],
    count,
    prelude: MIX32,
    body:
      `  y[i] ${accumulate ? "+=" : "="} ` +
      `select(0.0, x[i] * ${f32(1 / (1 - rate))}, draw(key[0], i + 1u) >= ${threshold}u);`,
  });
}
