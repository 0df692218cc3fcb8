import type { SiteId } from "../../graph/networkGraph";
import { costByBranch } from "../../graph/cost";
import { networksOf, sharedWithMain } from "../../runs/networks";
import { forkState, withForkToggled } from "../../store/edits";
import { forkWeightField } from "../../experiment/fields";
import type { Experiment } from "../../experiment/experiment";
import { armStyle } from "../common/armStyle";
import { compact } from "../common/format";
import { useLab } from "../common/labContext";
import { strings } from "../strings";
import { placeName, stageName } from "../wording";
import styles from "./Diagram.module.css";

/** What a fork at a site adds to each arm, and which stages its loss reaches. */
export function SitePreview({ site }: { readonly site: SiteId }) {
  const experiment = useLab((state) => state.experiment);
  const text = previewText(experiment, site);
  return (
    <p className={`${styles.preview} small`} title={text}>
      {text}
    </p>
  );
}

export function previewText(experiment: Experiment, site: SiteId): string {
  const place = capital(placeName(networksOf(experiment).trunk, site));
  if (forkState(experiment, site) === "on") {
    const forks = experiment.arms.flatMap((arm) => arm.forks.filter((fork) => fork.site === site));
    const weights = [...new Set(forks.map(({ weight }) => forkWeightField.format(weight)))];
    return strings.diagram.removes(place, weights.join(", "));
  }
  const { arms } = networksOf(withForkToggled(experiment, site));
  const adds = arms.flatMap((arm, index) => {
    const branch = arm?.graph.heads.find((head) => head.site === site)?.branch;
    const cost = arm === undefined || branch === undefined ? undefined : costByBranch(arm.graph).get(branch);
    return cost === undefined ? [] : [strings.diagram.adds(armStyle(index).letter, compact(cost.parameters))];
  });
  const graph = arms.find((arm) => arm?.graph.heads.some((head) => head.site === site))?.graph;
  const stages = graph === undefined ? [] : [...(sharedWithMain(graph).get(site)?.keys() ?? [])];
  const reaches =
    stages.length === 0
      ? strings.diagram.reachesNothing
      : strings.diagram.reaches(stages.map((stage) => stageName(stage).toLowerCase()).join(", "));
  return strings.diagram.preview(place, adds.join(", "), reaches);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
