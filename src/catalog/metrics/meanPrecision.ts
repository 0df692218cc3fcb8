/**
 * Mean over the queries of how precise their ranked lists are; queries without a right answer do not count, and of none the
 * mean is 0.
 * @param rankings `[queries]` which ranks are right answers, most similar first.
 * @param precision of one list: `averagePrecision` or `trapezoidPrecision`.
 */
export function meanPrecision(
  rankings: readonly (readonly boolean[])[],
  precision: (hits: readonly boolean[]) => number,
): number {
  const answerable = rankings.filter((hits) => hits.includes(true));
  return answerable.length === 0 ? 0 : answerable.reduce((sum, hits) => sum + precision(hits), 0) / answerable.length;
}
