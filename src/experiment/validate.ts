import { ConfigError } from "../schema/configError";
import type { NetworkGraph } from "../graph/networkGraph";
import { SiteError } from "../graph/spec";
import { TEACHER } from "../graph/withTeacher";
import { MAX_ARMS, MAX_FORKS, type Experiment } from "./experiment";
import { attempt, expansionOf, type SetUpFault } from "./expansion";
import type { ConfigIssue, IssueFault, NormPlace, RuleFault } from "./issue";
import { trainedImages, watchedImages, watchedSplit } from "./validation";
import { backboneEntry, backboneSpecOf, datasetEntry, datasetInfoOf, type ArmNetwork } from "./network";

/**
 * The rules that span several fields. An experiment without blocking issues can be built by every executor.
 */
export function validate(experiment: Experiment): readonly ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  const block = (path: string, what: IssueFault): void => void issues.push({ path, what, blocking: true });
  const blockFault = (path: string, error: SetUpFault): void => {
    if (error instanceof ConfigError) {
      // What an arm alone decides is named with its arm.
      block(/^(forks|method)\./.test(error.path) ? `${path}.${error.path}` : error.path, error.fault);
    } else block(error instanceof SiteError ? `${path}.forks.${error.site}` : path, error.fault);
  };
  if (datasetEntry(experiment.dataset.kind).isUnset?.(experiment.dataset) === true) {
    block("dataset.hash", { code: "noImagesChosen" });
  }
  const info = datasetInfoOf(experiment);
  const { batchSize } = experiment.training;
  const trained = trainedImages(experiment);
  if (batchSize > trained) block("training.batchSize", { code: "largeBatch", batch: batchSize, images: trained });
  const split = watchedSplit(experiment);
  if (split === "validation" && info.retrieval !== undefined) block("training.validation", { code: "noValidation" });
  const watched = watchedImages(experiment);
  if (experiment.measure.evaluateImages > watched) {
    issues.push({
      path: "measure.evaluateImages",
      what: { code: "allEvaluated", asked: experiment.measure.evaluateImages, images: watched, split },
      blocking: false,
    });
  }
  const smallestSide = Math.min(info.height, info.width);
  // A shift leaves something of an image; a hole is no larger than one.
  for (const [name, most] of [
    ["shift", smallestSide - 1],
    ["cutout", smallestSide],
  ] as const) {
    const value = experiment.augmentation[name];
    const path = `augmentation.${name}`;
    if (value > most) block(path, new ConfigError(path, { code: "shift", most, side: smallestSide }, value).fault);
  }
  const { budget, cuts } = experiment.training;
  for (const cut of cuts.filter((step) => step >= budget)) {
    issues.push({
      path: "training.cuts",
      what: { code: "lateCut", step: cut, budget },
      blocking: false,
    });
  }
  const spec = attempt(() => backboneSpecOf(experiment));
  if (spec.fault !== undefined) {
    blockFault("backbone", spec.fault);
    return issues;
  }
  const networks: ArmNetwork[] = [];
  for (const [index, { value: network, fault }] of expansionOf(experiment).arms.entries()) {
    if (fault !== undefined) {
      blockFault(`arms[${index}]`, fault);
      continue;
    }
    networks.push(network);
    for (const branch of idleProjections(network)) {
      issues.push({
        path: `arms[${index}].forks.${branch}`,
        what: { code: "idleProjection" },
        blocking: false,
      });
    }
  }
  // As many views as the arm with most has, for every arm.
  const rows = batchSize * Math.max(1, ...networks.map(({ plan }) => plan.views));
  const starved = networks.flatMap(({ graph }) => starvedNorm(graph, rows) ?? [])[0];
  if (starved !== undefined) issues.push({ path: "training.batchSize", what: starved, blocking: false, lasting: true });
  const caution = backboneEntry(experiment.backbone.kind).caution?.(experiment.backbone, experiment.training.budget);
  if (caution !== undefined) {
    const { field, what, right } = caution;
    issues.push({ path: `backbone.${field}`, what, blocking: false, lasting: true, right });
  }
  if (experiment.arms.length === 0) block("arms", { code: "noArms" });
  if (experiment.arms.length > MAX_ARMS) block("arms", { code: "tooManyArms", most: MAX_ARMS });
  experiment.arms.forEach(({ forks }, index) => {
    if (forks.length > MAX_FORKS) block(`arms[${index}].forks`, { code: "tooManyForks", most: MAX_FORKS });
  });
  return issues;
}

/** Two values become −1 and 1, one becomes 0, whatever they are: no gradient passes. */
const STARVED = 2;

/** What to know of the first batch norm that normalises next to nothing in training. */
function starvedNorm({ nodes }: NetworkGraph, rows: number): RuleFault | undefined {
  for (const { name, primitive, shape, branch } of nodes) {
    const [height = 1, width = 1] = shape;
    const values = rows * height * width;
    if (primitive.op !== "batchNorm" || branch === TEACHER || values > STARVED) continue;
    return { code: "starvedNorm", place: normPlace(name), values, rows, map: `${height}×${width}` };
  }
  return undefined;
}

/** Where a node stands, by its name. */
function normPlace(name: string): NormPlace {
  const [, branch, stage] = /^(?:branch\.(\w+)\.)?(?:s(\d+)b\d+)?/.exec(name) ?? [];
  if (branch !== undefined) {
    const [, own, block] = /^s(\d+)b(\d+)$/.exec(branch) ?? [];
    if (own === undefined) return { kind: "branch", site: branch };
    return { kind: "branch", stage: Number(own), block: Number(block) };
  }
  if (stage !== undefined) return { kind: "stage", stage: Number(stage) };
  return { kind: name.startsWith("stem") ? "stem" : "head" };
}

/** Projection heads that no contrastive term reaches: their classifier stands behind a stop-gradient. */
function idleProjections({ graph, plan }: ArmNetwork): readonly string[] {
  const contrasted = new Set(plan.terms.filter(({ kind }) => kind === "supCon").map(({ branch }) => branch));
  const normalised = new Set(
    graph.nodes.filter(({ primitive }) => primitive.op === "normalise").map(({ name }) => name),
  );
  return graph.heads
    .filter(({ branch, embedding, observer }) => normalised.has(embedding) && !observer && !contrasted.has(branch))
    .map(({ branch }) => branch);
}
