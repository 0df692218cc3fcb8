import type { SiteId } from "../../graph/networkGraph";
import { costByBranch, totalCost } from "../../graph/cost";
import { networksOf, sharedWithMain } from "../../experiment/networks";
import { forkState, withForkToggled } from "../../store/edits";
import { forkWeightField } from "../../experiment/fields";
import type { Arm, Experiment } from "../../experiment/experiment";
import { armStyle } from "../common/armStyle";
import { compact } from "../words/format";
import { useLab } from "../common/labContext";
import { armWords } from "../words/armWords";
import { placeName, stageName } from "../words/wording";
import { branchWords } from "../words/branchWords";
import styles from "./Diagram.module.css";
import { siteWords } from "../words/siteWords";

/** What a fork at a site adds to each arm, and which stages its loss reaches. */
export function SitePreview({ site }: { readonly site: SiteId }) {
  const experiment = useLab((state) => state.experiment);
  const locked = useLab((state) => state.locked);
  const text = previewText(experiment, site, locked);
  return (
    <p className={`${styles.preview} small`} title={text}>
      {text}
    </p>
  );
}

export function previewText(experiment: Experiment, site: SiteId, locked: readonly boolean[]): string {
  const free = experiment.arms.filter((_, index) => locked[index] !== true);
  if (free.length === 0) return armWords.allLocked;
  const fixed = experiment.arms.flatMap((_, index) => (locked[index] === true ? [armStyle(index).letter] : []));
  const change = changeText(experiment, site, locked, free);
  return fixed.length === 0 ? change : `${change} ${armWords.diagramLocked(fixed)}`;
}

function changeText(experiment: Experiment, site: SiteId, locked: readonly boolean[], free: readonly Arm[]): string {
  const place = capital(placeName(networksOf(experiment).trunk, site));
  if (forkState({ ...experiment, arms: free }, site) === "on") {
    const forks = free.flatMap((arm) => arm.forks.filter((fork) => fork.site === site));
    const weights = [...new Set(forks.map(({ weight }) => forkWeightField.format(weight)))];
    return siteWords.removes(place, weights.join(", "));
  }
  const { arms } = networksOf(withForkToggled(experiment, site, locked));
  const costs = arms.flatMap((arm, index) => {
    if (locked[index] === true) return [];
    const branch = arm?.graph.heads.find((head) => head.site === site)?.branch;
    if (arm === undefined || branch === undefined) return [];
    const cost = costByBranch(arm.graph).get(branch);
    if (cost === undefined) return [];
    // A step of the arm as it is now takes as much longer as it has more multiply-adds.
    const before = totalCost(arm.graph).multiplyAdds - cost.multiplyAdds;
    const percent = Math.round((100 * cost.multiplyAdds) / Math.max(1, before));
    return [{ letter: armStyle(index).letter, parameters: compact(cost.parameters), percent }];
  });
  // Units stand with the first arm: the line has to hold all of them.
  const adds = costs.map(({ letter, parameters, percent }, at) =>
    branchWords.adds(letter, parameters, percent, at === 0),
  );
  const graph = arms.find((arm) => arm?.graph.heads.some((head) => head.site === site))?.graph;
  const stages = graph === undefined ? [] : [...(sharedWithMain(graph).get(site)?.keys() ?? [])];
  const reaches =
    stages.length === 0
      ? siteWords.reachesNothing
      : siteWords.reaches(stages.map((stage) => stageName(stage).toLowerCase()).join(", "));
  return branchWords.preview(place, adds.join("; "), reaches);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
