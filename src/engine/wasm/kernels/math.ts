/**
 * exp and log of our own: the host's differ between browsers. Doubles throughout, so that a result rounded to a float is
 * the same as that of the exact value but for one in some hundred million arguments.
 */

const LOG2E: f64 = 1.4426950408889634;
/** ln 2 in two parts; the first has few enough bits for its multiples to be exact. */
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;

/** 2ⁿ for n from −1022 to 1023. */
function powerOfTwo(n: i32): f64 {
  return reinterpret<f64>((<i64>(n + 1023)) << 52);
}

/**
 * eˣ: x = n ln 2 + r with |r| ≤ ½ ln 2, and the Taylor series of eʳ to the 14th power (what is left out is below 3e-19).
 * The error is below 1 ulp.
 */
export function exp(x: f64): f64 {
  if (x !== x) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const n = nearest(x * LOG2E);
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  let sum: f64 = 1.0 / 87178291200.0;
  sum = sum * r + 1.0 / 6227020800.0;
  sum = sum * r + 1.0 / 479001600.0;
  sum = sum * r + 1.0 / 39916800.0;
  sum = sum * r + 1.0 / 3628800.0;
  sum = sum * r + 1.0 / 362880.0;
  sum = sum * r + 1.0 / 40320.0;
  sum = sum * r + 1.0 / 5040.0;
  sum = sum * r + 1.0 / 720.0;
  sum = sum * r + 1.0 / 120.0;
  sum = sum * r + 1.0 / 24.0;
  sum = sum * r + 1.0 / 6.0;
  sum = sum * r + 0.5;
  sum = sum * r * r + r + 1.0;
  // In two steps, since 2ⁿ alone may lie outside of what a double holds.
  const half = <i32>n / 2;
  return sum * powerOfTwo(half) * powerOfTwo(<i32>n - half);
}

/**
 * ln x: x = 2ⁿ m with m from ½√2 to √2, and ln m = 2 (s + s³/3 + …) with s = (m − 1) / (m + 1), to the 23rd power
 * (what is left out is below 1e-19). The error is below 1 ulp.
 */
export function log(x: f64): f64 {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let n: i32 = 0;
  let m = x;
  if (m < 2.2250738585072014e-308) {
    m *= 18014398509481984.0;
    n = -54;
  }
  const bits = reinterpret<i64>(m);
  n += <i32>(bits >> 52) - 1023;
  m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    n += 1;
  }
  const f = m - 1.0;
  const s = f / (2.0 + f);
  const q = s * s;
  let series: f64 = 1.0 / 23.0;
  series = series * q + 1.0 / 21.0;
  series = series * q + 1.0 / 19.0;
  series = series * q + 1.0 / 17.0;
  series = series * q + 1.0 / 15.0;
  series = series * q + 1.0 / 13.0;
  series = series * q + 1.0 / 11.0;
  series = series * q + 1.0 / 9.0;
  series = series * q + 1.0 / 7.0;
  series = series * q + 1.0 / 5.0;
  series = series * q + 1.0 / 3.0;
  // ln m = f − (f²/2 − s (f²/2 + 2 q · series)): the large part, f, is exact.
  const half = 0.5 * f * f;
  const rest = half - s * (half + 2.0 * q * series);
  const count = <f64>n;
  return count * LN2_HIGH - (rest - count * LN2_LOW - f);
}
