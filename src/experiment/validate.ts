import { ConfigError } from "../schema/configError";
import type { NetworkGraph } from "../graph/networkGraph";
import { SiteError } from "../graph/spec";
import { TEACHER } from "../graph/withTeacher";
import { MAX_ARMS, MAX_FORKS, type Experiment } from "./experiment";
import { attempt, expansionOf, type SetUpFault } from "./expansion";
import { backboneEntry, backboneSpecOf, datasetInfoOf, type ArmNetwork } from "./network";

/** Something about an experiment that its author should know; `blocking` means that it cannot be run as it is. */
export interface ConfigIssue {
  readonly path: string;
  /** What is wrong and what would be right, without the path. */
  readonly message: string;
  readonly blocking: boolean;
  /** Explains what the curves will look like: stays on the page as long as the experiment is set like this. */
  readonly lasting?: true;
  /** The value of the setting at `path` that puts it right, to be offered. */
  readonly right?: unknown;
}

/**
 * The rules that span several fields. An experiment without blocking issues can be built by every executor.
 */
export function validate(experiment: Experiment): readonly ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  const block = (path: string, message: string): void => void issues.push({ path, message, blocking: true });
  const blockFault = (path: string, fault: SetUpFault): void => {
    if (fault instanceof ConfigError) {
      // What an arm alone decides is named with its arm.
      const where = /^(forks|method)\./.test(fault.path) ? `${path}.${fault.path}` : fault.path;
      block(where, `expected ${fault.expected}, got ${fault.got}`);
    } else block(fault instanceof SiteError ? `${path}.forks.${fault.site}` : path, fault.message);
  };
  const info = datasetInfoOf(experiment);
  const { batchSize } = experiment.training;
  if (batchSize > info.trainCount) {
    block("training.batchSize", `a batch of ${batchSize} does not fit into ${info.trainCount} training images`);
  }
  if (experiment.measure.evaluateImages > info.testCount) {
    issues.push({
      path: "measure.evaluateImages",
      message: `asks for ${experiment.measure.evaluateImages} images; all ${info.testCount} test images are used`,
      blocking: false,
    });
  }
  const smallestSide = Math.min(info.height, info.width);
  const { shift } = experiment.augmentation;
  if (shift >= smallestSide) {
    block("augmentation.shift", `expected at most ${smallestSide - 1} for images of ${smallestSide} px, got ${shift}`);
  }
  const { budget, cuts } = experiment.training;
  for (const cut of cuts.filter((step) => step >= budget)) {
    issues.push({
      path: "training.cuts",
      message: `a cut at step ${cut} is never reached; the budget is ${budget} steps`,
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
        message: "a projection head learns by contrast alone; under this method only its linear probe learns",
        blocking: false,
      });
    }
  }
  // As many views as the arm with most has, for every arm.
  const rows = batchSize * Math.max(1, ...networks.map(({ plan }) => plan.views));
  const starved = networks.flatMap(({ graph }) => starvedNorm(graph, rows) ?? [])[0];
  if (starved !== undefined)
    issues.push({ path: "training.batchSize", message: starved, blocking: false, lasting: true });
  const caution = backboneEntry(experiment.backbone.kind).caution?.(experiment.backbone, experiment.training.budget);
  if (caution !== undefined) {
    const { field, message, right } = caution;
    issues.push({ path: `backbone.${field}`, message, blocking: false, lasting: true, right });
  }
  if (experiment.arms.length === 0) block("arms", "an experiment needs at least one arm");
  if (experiment.arms.length > MAX_ARMS) block("arms", `at most ${MAX_ARMS} arms can be compared`);
  experiment.arms.forEach(({ forks }, index) => {
    if (forks.length > MAX_FORKS) block(`arms[${index}].forks`, `an arm has at most ${MAX_FORKS} forks`);
  });
  return issues;
}

/** Two values become −1 and 1, one becomes 0, whatever they are: no gradient passes. */
const STARVED = 2;

/** What to know of the first batch norm that normalises next to nothing in training. */
function starvedNorm({ nodes }: NetworkGraph, rows: number): string | undefined {
  for (const { name, primitive, shape, branch } of nodes) {
    const [height = 1, width = 1] = shape;
    const values = rows * height * width;
    if (primitive.op !== "batchNorm" || branch === TEACHER || values > STARVED) continue;
    const found = `the batch norm ${normPlace(name)} has ${values === 1 ? "one value" : `${values} values`} a channel to work on`;
    return (
      `${found} (${rows} image${rows === 1 ? "" : "s"}, a map of ${height}×${width}): they come out the same whatever the images are, ` +
      "so that nothing before it learns. Use larger batches, larger images or fewer stages with a stride."
    );
  }
  return undefined;
}

/** `in stage 5`, `in the branch at s1b1`, `in the stem`: where a node stands, by its name. */
function normPlace(name: string): string {
  const [, branch, stage] = /^(?:branch\.(\w+)\.)?(?:s(\d+)b\d+)?/.exec(name) ?? [];
  if (branch !== undefined) {
    const [, own, block] = /^s(\d+)b(\d+)$/.exec(branch) ?? [];
    return own === undefined ? `in the branch at the ${branch}` : `in the branch at stage ${own}, block ${block}`;
  }
  if (stage !== undefined) return `in stage ${stage}`;
  return name.startsWith("stem") ? "in the stem" : "before the head";
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
