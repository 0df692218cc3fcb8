/*
 * exp, log, cosine and powers of our own. Everything else that a number of a run goes through is exact by the language's
 * definition (+ − × ÷ √); these functions every browser computes in its own way, up to the last digit. A run in WebAssembly
 * shall give the same bits everywhere, what is measured of it included. The first two are those of the kernels
 * (`engine/wasm/kernels/math.ts`), bit for bit.
 */

const LOG2E = 1.4426950408889634;
/** ln 2 in two parts; the first has few enough bits for its multiples to be exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** ½π in two parts. */
const HALF_PI_HIGH = 1.5707963267948966;
const HALF_PI_LOW = 6.123233995736766e-17;

/** 1, −½!, …: by falling powers, what a series is summed from. */
const EXP_SERIES = [87178291200, 6227020800, 479001600, 39916800, 3628800, 362880, 40320, 5040, 720, 120, 24, 6].map(
  (factorial) => 1 / factorial,
);
const LOG_SERIES = [23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3].map((odd) => 1 / odd);
/** Cosine's from r¹⁸ down to r⁴, sine's from r¹⁷ down to r³, in r². */
const COS_SERIES = [-6402373705728000, 20922789888000, -87178291200, 479001600, -3628800, 40320, -720, 24].map(
  (factorial) => 1 / factorial,
);
const SIN_SERIES = [355687428096000, -1307674368000, 6227020800, -39916800, 362880, -5040, 120, -6].map(
  (factorial) => 1 / factorial,
);

const view = new DataView(new ArrayBuffer(8));

/** 2ⁿ for n from −1022 to 1023. */
function powerOfTwo(n: number): number {
  view.setInt32(0, (n + 1023) << 20);
  view.setInt32(4, 0);
  return view.getFloat64(0);
}

/** The whole number next to x, the even one of two; for |x| below 2⁵¹. */
function nearest(x: number): number {
  const shift = 6755399441055744;
  return x + shift - shift;
}

function horner(series: readonly number[], x: number): number {
  let sum = 0;
  for (const factor of series) sum = sum * x + factor;
  return sum;
}

/** eˣ: x = n ln 2 + r with |r| ≤ ½ ln 2, and the Taylor series of eʳ to the 14th power. The error is below 1 ulp. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const n = nearest(x * LOG2E);
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  const sum = (horner(EXP_SERIES, r) * r + 0.5) * r * r + r + 1;
  // In two steps, since 2ⁿ alone may lie outside of what a double holds.
  const half = Math.trunc(n / 2);
  return sum * powerOfTwo(half) * powerOfTwo(n - half);
}

/** ln x: x = 2ⁿ m with m from ½√2 to √2, and ln m = 2 (s + s³/3 + …) with s = (m − 1) / (m + 1). The error is below 1 ulp. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  const small = x < 2.2250738585072014e-308;
  view.setFloat64(0, small ? x * 18014398509481984 : x);
  const high = view.getInt32(0);
  let n = (high >> 20) - 1023 - (small ? 54 : 0);
  view.setInt32(0, (high & 0xfffff) | 0x3ff00000);
  let m = view.getFloat64(0);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    n += 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const q = s * s;
  // ln m = f − (f²/2 − s (f²/2 + 2 q · series)): the large part, f, is exact.
  const half = 0.5 * f * f;
  const rest = half - s * (half + 2 * q * horner(LOG_SERIES, q));
  return n * LN2_HIGH - (rest - n * LN2_LOW - f);
}

/** cos x for x from 0 to π: x = ½πn + r with |r| ≤ ¼π, and a Taylor series in r. The error is below 1 ulp of 1. */
export function cos(x: number): number {
  const n = nearest(x / HALF_PI_HIGH);
  const r = x - n * HALF_PI_HIGH - n * HALF_PI_LOW;
  const square = r * r;
  if (n === 1) return -(r + r * square * horner(SIN_SERIES, square));
  const cosine = 1 - (0.5 * square - square * square * horner(COS_SERIES, square));
  return n === 0 ? cosine : -cosine;
}

/** baseⁿ by squaring, for a whole n from 0 on. */
export function power(base: number, n: number): number {
  let result = 1;
  let factor = base;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= factor;
    factor *= factor;
  }
  return result;
}
