import { diagonal, solve, times, total } from "./algebra";

/*
 * Least squares with x ≥ 0, from inner products alone.
 *
 * Some entries are free, the others stay at zero. As long as an entry at zero would lower the value, the one that would most
 * becomes free, and the free ones are solved for; where that makes one negative, the way there is cut short where the first
 * one reaches zero. Each round lowers the value, so that no set of free entries comes twice.
 * Source: Lawson and Hanson, Solving Least Squares Problems, 1974, chapter 23.
 */

/** Slopes and entries below this are rounding noise; matrices are scaled to a mean diagonal of 1. */
const NOISE = 1e-13;
/** Keeps equations of gradients that depend on each other solvable. */
const RIDGE = 1e-12;
/** Of mixtures that are equally short the most even one is taken. */
const EVEN = 1e-9;

/**
 * The x ≥ 0 that minimises `½ xᵀ A x − bᵀ x`.
 * @param matrix A, positive semidefinite.
 * @param ridge share by which the diagonal grows.
 * @returns undefined where that did not settle.
 */
export function nonNegative(matrix: Float64Array, right: Float64Array, ridge = RIDGE): Float64Array | undefined {
  const size = right.length;
  const scale = size / total(diagonal(matrix));
  if (!Number.isFinite(scale)) return undefined;
  const a = matrix.map((value, at) => value * scale * (at % (size + 1) === 0 ? 1 + ridge : 1));
  const b = right.map((value) => value * scale);
  const noise = NOISE * Math.max(1, ...b.map(Math.abs));
  let x = new Float64Array(size);
  const free = new Set<number>();
  for (let round = 0; round < 20 * size; round += 1) {
    const pull = times(a, x).map((value, at) => (b[at] ?? 0) - value);
    let next = -1;
    for (let at = 0; at < size; at += 1) {
      if (!free.has(at) && (pull[at] ?? 0) > noise && (next < 0 || (pull[at] ?? 0) > (pull[next] ?? 0))) next = at;
    }
    if (next < 0) return x;
    free.add(next);
    for (;;) {
      const wanted = solveFree(a, b, free);
      if (wanted === undefined) return undefined;
      let share = 1;
      for (const at of free) {
        const to = wanted[at] ?? 0;
        const from = x[at] ?? 0;
        if (to <= 0) share = Math.min(share, from / (from - to));
      }
      if (Number.isNaN(share)) share = 0;
      const old = x;
      x = Float64Array.from(old, (value, at) => (free.has(at) ? value + share * ((wanted[at] ?? 0) - value) : 0));
      if (share === 1) break;
      const before = free.size;
      for (const at of [...free]) {
        if ((wanted[at] ?? 0) <= 0 && (x[at] ?? 0) <= NOISE) {
          free.delete(at);
          x[at] = 0;
        }
      }
      if (free.size === before) return undefined;
      if (free.size === 0) break;
    }
  }
  return undefined;
}

function solveFree(a: Float64Array, b: Float64Array, free: ReadonlySet<number>): Float64Array | undefined {
  const size = b.length;
  const places = [...free].sort((one, other) => one - other);
  const part = Float64Array.from(places.flatMap((row) => places.map((column) => a[row * size + column] ?? 0)));
  const solved = solve(
    part,
    Float64Array.from(places, (row) => b[row] ?? 0),
  );
  if (solved === undefined) return undefined;
  const whole = new Float64Array(size);
  places.forEach((at, index) => (whole[at] = solved[index] ?? 0));
  return whole;
}

/**
 * The weights w ≥ 0 with sum 1 of the shortest combination, `min wᵀ G w`.
 *
 * Minimising `½ xᵀ G x + ½ s (1ᵀx − 1)²` over x ≥ 0 gives the same direction whatever s is.
 */
export function shortest(inner: Float64Array, size: number): Float64Array | undefined {
  const scale = total(diagonal(inner)) / size;
  const x = nonNegative(
    inner.map((value) => value + scale),
    new Float64Array(size).fill(scale),
    EVEN,
  );
  const sum = x?.reduce((a, b) => a + b, 0) ?? 0;
  return x !== undefined && sum > 0 ? x.map((value) => value / sum) : undefined;
}
