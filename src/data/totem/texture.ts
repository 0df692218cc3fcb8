import { clampUnit } from "./geometry";

/** Surface patterns, in the order in which random draws count them. */
export const TEXTURES = ["bands across", "bands along", "checks", "dots", "diagonal bands", "plain"] as const;
export type Texture = (typeof TEXTURES)[number];

/**
 * Brightness of a pattern at a point of its shape, 0 to 1.
 * @param frequency waves per unit length. @param phase0, phase1 shifts in waves; only checks and dots use the second.
 */
export function textureAt(
  texture: Texture,
  x: number,
  y: number,
  frequency: number,
  phase0: number,
  phase1: number,
): number {
  switch (texture) {
    case "bands across":
      return sharpen(triangleWave(y * frequency + phase0));
    case "bands along":
      return sharpen(triangleWave(x * frequency + phase0));
    case "checks": {
      const a = sharpen(triangleWave(x * frequency + phase0));
      const b = sharpen(triangleWave(y * frequency + phase1));
      // Exclusive or, for values between 0 and 1.
      return a + b - 2 * a * b;
    }
    case "dots":
      return sharpen(triangleWave(x * frequency + phase0) * triangleWave(y * frequency + phase1) * 1.3);
    case "diagonal bands":
      return sharpen(triangleWave((x + y) * 0.7071 * frequency + phase0));
    case "plain":
      return 0.75;
    default:
      return texture satisfies never;
  }
}

/** 0 at whole numbers, 1 half-way between, straight in between. */
function triangleWave(u: number): number {
  const fraction = u - Math.floor(u);
  return 1 - Math.abs(2 * fraction - 1);
}

/** Three times the contrast about .5: soft-edged bands instead of ramps. */
function sharpen(value: number): number {
  return clampUnit((value - 0.5) * 3 + 0.5);
}
