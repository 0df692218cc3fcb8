import { claimShape } from "../experiment/link/claimShape";
import type { Claim } from "../experiment/link/claim";
import type { Experiment } from "../experiment/experiment";
import { headlineMetric } from "../experiment/headlineMetric";
import { datasetInfoOf } from "../experiment/network";
import type { Ghost } from "./ghost";
import { append, emptySeries, type Series } from "./series";

/**
 * A claim's headline metric as curves to be drawn behind one's own; without curves, its final values as single points.
 * @returns undefined when the claim holds neither.
 */
export function claimGhost(claim: Claim, experiment: Experiment, title: string): Ghost | undefined {
  if (claim.curves === undefined && claim.finals === undefined) return undefined;
  const { heads, curveSteps } = claimShape(experiment);
  const metric = headlineMetric(datasetInfoOf(experiment));
  let row = 0;
  const arms = heads.map((branches, arm) => {
    const byBranch = branches.map((branch, head): [string, Series] => {
      const values = claim.curves?.[row] ?? [];
      row += 1;
      const curve = curveSteps.reduce(
        (series, step, point) => (values[point] == null ? series : append(series, step, values[point])),
        emptySeries,
      );
      const final = claim.finals?.[arm]?.[head];
      const alone = curve.length === 0 && final != null;
      return [branch, alone ? append(emptySeries, experiment.training.budget, final) : curve];
    });
    return { metrics: { [metric]: Object.fromEntries(byBranch) } };
  });
  return { kind: "claim", title, arms };
}
