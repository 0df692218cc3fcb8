/**
 * Four floats at a time, with tails. Kernels read whole vectors even where fewer values are left (the memory behind the
 * last region is there to be read) and write only the lanes that exist.
 */

/** Writes the first `lanes` values of a vector; all four from 4 on. */
export function put(to: usize, value: v128, lanes: i32): void {
  if (lanes >= 4) {
    v128.store(to, value);
    return;
  }
  store<f32>(to, f32x4.extract_lane(value, 0));
  if (lanes > 1) store<f32>(to, f32x4.extract_lane(value, 1), 4);
  if (lanes > 2) store<f32>(to, f32x4.extract_lane(value, 2), 8);
}

/** Writes, or adds to what is there. */
export function putOrAdd(to: usize, value: v128, lanes: i32, accumulate: i32): void {
  put(to, accumulate ? f32x4.add(v128.load(to), value) : value, lanes);
}

/** The sum of the four lanes, in one order. */
export function total(value: v128): f32 {
  return (
    f32x4.extract_lane(value, 0) +
    f32x4.extract_lane(value, 1) +
    (f32x4.extract_lane(value, 2) + f32x4.extract_lane(value, 3))
  );
}

/** Fills `words` with zeros. */
export function clear(to: usize, words: i32): void {
  memory.fill(to, 0, (<usize>words) << 2);
}

/** Rows of a matrix that are worked on together, so that they stay in the first cache. */
export function rowsAtOnce(channels: i32): i32 {
  return max(8, 2048 / channels);
}
