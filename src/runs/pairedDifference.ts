import { append, emptySeries, latest, points, type Series } from "./series";

/** `second − first` at the steps at which both have a value: arms train in lockstep, so that steps pair up. */
export function pairedDifference(first: Series, second: Series): Series {
  let result = emptySeries;
  for (const { step, value } of points(second)) {
    const other = latest(first, step);
    const difference = value - (other?.step === step ? other.value : Number.NaN);
    if (!Number.isNaN(difference)) result = append(result, step, difference);
  }
  return result;
}
