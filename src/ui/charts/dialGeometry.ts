/** An arrow of a dial: degrees counter-clockwise from main's, and pixels. */
export interface DialArrow {
  readonly angle: number;
  readonly length: number;
}

export interface DialGeometry {
  readonly main: DialArrow;
  readonly branch: DialArrow;
  /** Undefined where the two cancel. */
  readonly sum: DialArrow | undefined;
}

/** Pixels of a gradient as long as main's. */
const UNIT = 44;
const SHORTEST = 12;
const LONGEST = 60;
/** Pixels that a doubling adds. */
const DOUBLING = 8;

/**
 * Two gradients in their plane: the true angle between them and of their sum; lengths by the logarithm of the norm over
 * main's, so that very different ones stay visible.
 * @param cosine of the pair, in [−1, 1]; @param ratio ‖branch‖ / ‖main‖, above 0.
 * @throws RangeError for numbers that no pair of gradients has.
 */
export function dialGeometry(cosine: number, ratio: number): DialGeometry {
  if (!(Math.abs(cosine) <= 1)) throw new RangeError(`dial: cosine is ${cosine}; expected −1 to 1`);
  if (!(ratio > 0)) throw new RangeError(`dial: ratio is ${ratio}; expected a number above 0`);
  const angle = Math.acos(cosine);
  const [x, y] = [1 + ratio * cosine, ratio * Math.sin(angle)];
  const norm = Math.hypot(x, y);
  return {
    main: { angle: 0, length: UNIT },
    branch: { angle: degrees(angle), length: lengthOf(ratio) },
    sum: norm < 1e-9 ? undefined : { angle: degrees(Math.atan2(y, x)), length: lengthOf(norm) },
  };
}

function lengthOf(norm: number): number {
  return Math.min(LONGEST, Math.max(SHORTEST, UNIT + DOUBLING * Math.log2(norm)));
}

const degrees = (radians: number): number => (radians * 180) / Math.PI;
