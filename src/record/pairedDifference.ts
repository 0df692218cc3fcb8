import { append, emptySeries, latest, points, type Series } from "./series";

type Columns = Series["columns"];

/** What was computed last for two series; both only grow on the same columns, so lengths say whether it still holds. */
const known = new WeakMap<Columns, WeakMap<Columns, { first: number; second: number; difference: Series }>>();

/**
 * `second − first` at the steps at which both were measured, a gap where either has one: arms train in lockstep, so that
 * steps pair up. The same two series give the same value.
 */
export function pairedDifference(first: Series, second: Series): Series {
  const ofFirst =
    known.get(first.columns) ?? new WeakMap<Columns, { first: number; second: number; difference: Series }>();
  known.set(first.columns, ofFirst);
  const before = ofFirst.get(second.columns);
  if (before?.first === first.length && before.second === second.length) return before.difference;
  const difference = subtracted(first, second);
  ofFirst.set(second.columns, { first: first.length, second: second.length, difference });
  return difference;
}

function subtracted(first: Series, second: Series): Series {
  let result = emptySeries;
  for (const { step, value } of points(second)) {
    const other = latest(first, step);
    if (other?.step === step) result = append(result, step, value - other.value);
  }
  return result;
}
