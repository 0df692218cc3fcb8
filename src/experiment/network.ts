import { backbones } from "../catalog/backbones";
import type { AnyBackbone } from "../catalog/backbones/backbone";
import { branches } from "../catalog/branches";
import type { AnyBranchDesign } from "../catalog/branches/branchDesign";
import { datasets } from "../catalog/datasets";
import type { AnyDataset } from "../catalog/datasets/dataset";
import { methods } from "../catalog/methods";
import type { AnyMethod, MethodPlan } from "../catalog/methods/method";
import { optimizers } from "../catalog/optimizers";
import type { AnyOptimizer, OptimizerSpec } from "../catalog/optimizers/optimizer";
import { ConfigError } from "../schema/configError";
import { entryOf } from "../catalog/registry";
import type { DatasetInfo } from "../data/datasetInfo";
import { expandTrunk, growNetwork, type Trunk } from "../graph/expandNetwork";
import { MAIN, type BranchId, type NetworkGraph } from "../graph/networkGraph";
import { missingLabelTerms } from "../graph/plainLabelTerm";
import { sharedParameters } from "../graph/sharedPath";
import { kindOf, termInputs, type Term } from "../graph/term";
import { TEACHER, withTeacher } from "../graph/withTeacher";
import { branchIds, placeOf, type BackboneSpec, type ForkSpec } from "../graph/spec";
import type { Arm, Experiment, Fork, Learning } from "./experiment";
import { learningFields, ruleNames } from "./fields";
import { branchRates } from "./forkRate";
import { remember } from "./remember";

// The entries with their settings' types erased once, so that a configuration of any kind can be handed to its entry.
const backboneEntries: { readonly [kind: string]: AnyBackbone } = backbones;
const branchEntries: { readonly [kind: string]: AnyBranchDesign } = branches;
const datasetEntries: { readonly [kind: string]: AnyDataset } = datasets;
const methodEntries: { readonly [kind: string]: AnyMethod } = methods;
const optimizerEntries: { readonly [kind: string]: AnyOptimizer } = optimizers;

export const backboneEntry = (kind: string): AnyBackbone => entryOf(backboneEntries, kind, "backbone");
export const branchEntry = (kind: string): AnyBranchDesign => entryOf(branchEntries, kind, "branch");
export const datasetEntry = (kind: string): AnyDataset => entryOf(datasetEntries, kind, "dataset");
export const methodEntry = (kind: string): AnyMethod => entryOf(methodEntries, kind, "method");
export const optimizerEntry = (kind: string): AnyOptimizer => entryOf(optimizerEntries, kind, "optimizer");

/** Sizes, classes and names of the experiment's data set; nothing is generated. */
export function datasetInfoOf({ dataset }: Pick<Experiment, "dataset">): DatasetInfo {
  return datasetEntry(dataset.kind).describe(dataset);
}

/** @throws ConfigError where the backbone's settings contradict each other. */
export function backboneSpecOf({ backbone }: Pick<Experiment, "backbone">): BackboneSpec {
  return specOf(backbone);
}

const specOf = remember((backbone: Experiment["backbone"]) => backboneEntry(backbone.kind).expand(backbone));

/** What an arm's network depends on besides the arm. */
export type NetworkParts = Pick<Experiment, "backbone" | "dataset" | "training">;

/** The trunk of all arms, which each network begins with a copy of. */
const trunkOf = remember((backbone: Experiment["backbone"], dataset: Experiment["dataset"]): Trunk => {
  const { height, width, channels } = datasetInfoOf({ dataset });
  return expandTrunk(specOf(backbone), [height, width, channels]);
});

export function optimizerSpecOf(experiment: Experiment): OptimizerSpec {
  return optimizerEntry(experiment.optimizer.kind).spec(experiment.optimizer);
}

/** The learning rate before the schedule. */
export function baseLearningRate(experiment: Experiment): number {
  return optimizerEntry(experiment.optimizer.kind).learningRate(experiment.optimizer);
}

/** Whether an arm's branches only watch: their gradients stop at the fork. */
export function observes({ method }: Pick<Arm, "method">): boolean {
  return methodEntry(method.kind).observes(method);
}

/** What one arm trains: its network and the summands of its loss. */
export interface ArmNetwork {
  readonly graph: NetworkGraph;
  readonly plan: MethodPlan;
  /** Terms that only probes use. */
  readonly probeTerms: readonly Term[];
  /** How fast its branches learn and when they join, how long a gradient may be; absent where all is as usual. */
  readonly learning?: Learning;
  /** By branch, the rate of its own layers as a multiple of the trunk's; absent where all learn as fast as the trunk. */
  readonly rates?: ReadonlyMap<BranchId, number>;
  /** Key of the weights that the frozen part of the graph needs. */
  readonly teacherKey?: string;
  /** Key of the weights that the arm starts from; absent: the seed draws them. */
  readonly startKey?: string;
}

/**
 * Expands one arm of an experiment; `expansionOf` remembers them.
 * @throws ConfigError, SiteError or ShapeError saying what does not fit and what would.
 */
export function armNetwork(experiment: NetworkParts, arm: Arm): ArmNetwork {
  const { classes } = datasetInfoOf(experiment);
  const method = methodEntry(arm.method.kind);
  const forks = forkSpecs(experiment, arm);
  const unitMain = method.needsUnitMain?.(arm.method) ?? false;
  const own = growNetwork(trunkOf(experiment.backbone, experiment.dataset), classes, forks, { unitMain });
  const weights = new Map(forks.map(({ id }, index) => [id, arm.forks[index]?.weight ?? 1]));
  const key = method.teacherKey?.(arm.method);
  if (key === "") {
    throw new ConfigError("method.teacher", { code: "teacher" }, "none");
  }
  const { graph, teacher } = key === undefined ? { graph: own, teacher: undefined } : withTeacher(own);
  const weightOf = (branch: string): number => weights.get(branch) ?? 1;
  const context = { heads: graph.heads, weightOf, ...(teacher === undefined ? {} : { teacher }) };
  const learning = isUsual(arm.learning) ? undefined : arm.learning;
  const planned = method.plan(context, arm.method);
  const plan = learning === undefined ? planned : joinedLater(graph, planned, learning.trunkFirst);
  checkEmbeddings(graph, plan);
  checkContrast(experiment, plan);
  checkAlternation(graph, plan);
  checkLabels(experiment, plan);
  const probeTerms = missingLabelTerms(graph, plan.terms);
  const start = arm.learning?.start ?? "";
  const rates = branchRates(arm);
  return {
    graph,
    plan,
    probeTerms,
    ...(learning && { learning }),
    ...(rates && { rates }),
    ...(key === undefined ? {} : { teacherKey: key }),
    ...(start === "" ? {} : { startKey: start }),
  };
}

const isUsual = (learning: Learning | undefined): boolean =>
  learning === undefined ||
  (learning.rate === learningFields.rate.initial && learning.trunkFirst === 0 && learning.clip === 0);

/** Every term but the trunk's own, which looks at no branch, counts after a share of the budget. */
function joinedLater(graph: NetworkGraph, plan: MethodPlan, share: number): MethodPlan {
  if (share === 0) return plan;
  const owner = new Map(graph.nodes.map(({ name, branch }) => [name, branch]));
  const alone = (term: Term): boolean =>
    term.branch === MAIN &&
    Object.values(termInputs(term)).every((tensor) => [MAIN, TEACHER].includes(owner.get(tensor) ?? MAIN));
  const terms = plan.terms.map((term): Term =>
    alone(term) ? term : { ...term, weight: { ...term.weight, joinsAfter: share } },
  );
  return { ...plan, terms };
}

/**
 * The branches of an arm as records of blocks, which its network is built from.
 * @throws ConfigError, SiteError or ShapeError as {@link armNetwork}.
 */
export function forkSpecs(experiment: NetworkParts, arm: Arm): readonly ForkSpec[] {
  const backbone = backboneSpecOf(experiment);
  const trunk = (): Trunk => trunkOf(experiment.backbone, experiment.dataset);
  const ids = branchIds(arm.forks.map((fork) => fork.site));
  const observer = observes(arm);
  return arm.forks.map((fork, index) => ({
    id: ids[index] ?? fork.site,
    site: fork.site,
    branch: branchSpecOf(backbone, trunk, fork),
    observer,
  }));
}

/** Every image of both views is compared with every other one: the work grows with the square of the batch. */
function checkContrast({ training }: NetworkParts, plan: MethodPlan): void {
  const contrasts = plan.terms.some((term) => kindOf(term).compares === "pairs");
  if (!contrasts || training.batchSize * plan.views <= MAX_CONTRASTED) return;
  throw new ConfigError(
    "training.batchSize",
    { code: "contrastBatch", most: MAX_CONTRASTED / plan.views },
    training.batchSize,
  );
}

/** Most rows that a contrastive term compares with each other. */
const MAX_CONTRASTED = 1024;

/** Branches that take turns are networks of their own: what two of them shared would be trained by one alone. */
function checkAlternation(graph: NetworkGraph, plan: MethodPlan): void {
  if (plan.updates !== "alternating") return;
  const sharing = graph.heads.find(({ branch }) => branch !== MAIN && sharedParameters(graph, MAIN, branch).length > 0);
  if (sharing === undefined) return;
  throw new ConfigError(`forks.${sharing.branch}`, { code: "inputFork" }, sharing.site);
}

/** What asks for every label cannot be had when some are withheld. */
function checkLabels({ training }: NetworkParts, plan: MethodPlan): void {
  if (training.labelled >= 1) return;
  for (const term of plan.terms) {
    if (kindOf(term).needsEveryLabel(term)) {
      throw new ConfigError("method.positives", { code: "otherView" }, "label");
    }
    if (term.gate !== undefined) {
      throw new ConfigError("method.gamma", { code: "noGate" }, undefined);
    }
  }
}

/** A contrastive term compares directions: its embedding must have unit length, which projection heads see to. */
function checkEmbeddings(graph: NetworkGraph, plan: MethodPlan): void {
  for (const term of plan.terms) {
    const embedding = kindOf(term).unitLength(term);
    if (embedding === undefined) continue;
    const node = graph.nodes.find(({ name }) => name === embedding);
    if (node?.primitive.op !== "normalise") {
      const design = graph.heads.find(({ branch }) => branch === term.branch)?.design;
      throw new ConfigError(`forks.${term.branch}`, { code: "projection" }, design);
    }
  }
}

function branchSpecOf(backbone: BackboneSpec, trunk: () => Trunk, fork: Fork): ForkSpec["branch"] {
  const place = placeOf(backbone, fork.site);
  const channels = trunk().sites.get(fork.site)?.shape.at(-1) ?? 0;
  return branchEntry(fork.branch.kind).expand({ backbone, place, channels }, fork.branch);
}

/** The trunk alone, as the diagram draws it before any fork is placed. */
export function trunkNetwork({ backbone, dataset }: Pick<Experiment, "backbone" | "dataset">): NetworkGraph {
  return bareNetwork(backbone, dataset);
}

const bareNetwork = remember((backbone: Experiment["backbone"], dataset: Experiment["dataset"]) =>
  growNetwork(trunkOf(backbone, dataset), datasetInfoOf({ dataset }).classes, []),
);

/** An arm's name: its label, or its method's title with the rule that its losses are combined by. */
export function armTitle({ label, method, combining }: Arm): string {
  if (label !== "") return label;
  const { title } = methodEntry(method.kind);
  return combining === undefined || combining.rule === "sum" ? title : `${title} + ${ruleNames[combining.rule]}`;
}
