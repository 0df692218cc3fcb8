import { headlineMetric } from "../experiment/headlineMetric";
import type { DatasetInfo } from "../data/datasetInfo";
import { MAIN } from "../graph/networkGraph";
import type { PatienceState } from "../protocol/command";
import type { ByBranch } from "../protocol/event";

/**
 * The state after one more evaluation: an arm does better when its main head's headline metric exceeds the best so far.
 * @param arms one per arm: metric series to values by branch.
 */
export function afterEvaluation(
  state: PatienceState | undefined,
  info: Pick<DatasetInfo, "retrieval">,
  arms: readonly { readonly [series: string]: ByBranch }[],
): PatienceState {
  const metric = headlineMetric(info);
  // A value that is none counts as the worst that the metric can be.
  const values = arms
    .map((series) => series[metric]?.[MAIN])
    .map((value) => (Number.isFinite(value) ? (value ?? 0) : 0));
  if (state === undefined) return { best: values, since: 0 };
  const better = values.some((value, arm) => value > (state.best[arm] ?? 0));
  return {
    best: values.map((value, arm) => Math.max(value, state.best[arm] ?? 0)),
    since: better ? 0 : state.since + 1,
  };
}
