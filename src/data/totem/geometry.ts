/**
 * Shapes of the Totem pictures. Only + - * / √ and comparisons, which IEEE 754 fixes to the last bit; sin, cos, exp and
 * hypot may differ between engines and would change bytes.
 */

/** The shapes that bodies, parts and clutter are made of, in the order in which random draws count them. */
export const PRIMITIVES = ["disc", "square", "triangle", "diamond", "cross"] as const;
export type Primitive = (typeof PRIMITIVES)[number];

export interface Rotation {
  readonly cos: number;
  readonly sin: number;
}

/** The rotation by twice the angle whose tangent is `t` (the rational parametrisation of the circle). */
export function rotationOfHalfTangent(t: number): Rotation {
  const length = 1 + t * t;
  return { cos: (1 - t * t) / length, sin: (2 * t) / length };
}

/** Limits to [0, 1]. */
export function clampUnit(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}

/**
 * Distance to the outline of a primitive of about unit radius at the origin, negative inside.
 *
 * Exact for the disc, a bound near the corners of the others: the edge stays in place, corners are drawn sharp.
 * @param x to the right, @param y upwards.
 */
export function signedDistance(primitive: Primitive, x: number, y: number): number {
  const right = Math.abs(x);
  const up = Math.abs(y);
  switch (primitive) {
    case "disc":
      return Math.sqrt(x * x + y * y) - 1;
    case "square":
      return Math.max(right, up) - 0.88;
    case "triangle":
      // Two slanted sides (60° to the base, √3/2 ≈ 0.866) and the base at y = -0.75.
      return Math.max(Math.max(0.866 * x + 0.5 * y, -0.866 * x + 0.5 * y) - 0.55, -y - 0.75);
    case "diamond":
      return (right + up) * 0.7071 - 0.78;
    case "cross":
      return Math.max(Math.min(right, up) - 0.38, Math.max(right, up) - 1);
    default:
      return primitive satisfies never;
  }
}

/**
 * How much of a pixel a shape covers, 0 to 1: a linear ramp one pixel wide across the outline.
 * @param distance signed, in units of the picture (which spans -1 to 1).
 * @param pixel size of a pixel in the same units.
 */
export function coverage(distance: number, pixel: number): number {
  return clampUnit(0.5 - distance / pixel);
}
