import { kindOf } from "../graph/term";
import type { BranchId } from "../graph/networkGraph";
import { MAIN } from "../graph/networkGraph";
import { branchIds } from "../graph/spec";
import { optimizers } from "../catalog/optimizers";
import { ARM_LETTERS, type Arm, type Experiment } from "../experiment/experiment";
import { branchRates } from "../experiment/forkRate";
import type { ArmNetwork } from "../experiment/network";
import type { Divergence } from "../protocol/event";
import { initialValues } from "../schema/field";
import { networksOf } from "../experiment/networks";
import type { RunRecord } from "./runRecord";
import { latest, pointAt, type Point, type Series } from "./series";

/** What most likely made a run diverge, for the page to word. */
export type DivergenceCause =
  | { readonly kind: "branchWeight"; readonly branch: BranchId; readonly weight: number }
  /** @param rate as a multiple of the trunk's */
  | { readonly kind: "branchRate"; readonly branch: BranchId; readonly rate: number }
  | { readonly kind: "temperature"; readonly temperature: number }
  | { readonly kind: "imageWeights" }
  | { readonly kind: "warmup"; readonly warmupSteps: number }
  | { readonly kind: "rate"; readonly learningRate: number };

/** How far the loss had risen before it was no number any more. */
export interface LossRise {
  readonly factor: number;
  readonly steps: number;
}

/** Steps over which the loss is looked at. */
const LOOK_BACK = 20;
/** Less than this is the noise of small batches. */
const RISE = 2;
/** Weights above this make a branch louder than the main head, rates its layers faster than the trunk. */
const LOUD = 1;
/** So many times the loss of guessing is more than images without weights give at an ordinary rate. */
const FAR = 10;
/** So many times the usual rate is too high, however one gets there. */
const HIGH = 3;

/** The most telling of the usual causes, from the set-up and from when and where it happened. */
export function divergenceCause(record: RunRecord, divergence: Divergence): DivergenceCause {
  const arm = armIndex(divergence);
  const network = networksOf(record.experiment).arms[arm];
  const { warmup, budget } = record.experiment.training;
  const step = divergence.step ?? record.step;
  const branch = network === undefined ? undefined : branchOf(network, divergence);
  const own = branch === undefined || branch === MAIN ? undefined : branchFactors(record.experiment.arms[arm], branch);
  if (branch !== undefined && own !== undefined && Math.max(own.weight, own.rate) > LOUD) {
    return own.rate > own.weight
      ? { kind: "branchRate", branch, rate: own.rate }
      : { kind: "branchWeight", branch, weight: own.weight };
  }
  const temperature = network === undefined ? undefined : sharpTemperature(network, divergence);
  if (temperature !== undefined) return { kind: "temperature", temperature };
  if (network !== undefined && boundlessWeights(network, record, divergence)) return { kind: "imageWeights" };
  const warmupSteps = Math.max(1, Math.floor(warmup * budget));
  // Early on it is the jump to the full rate that a network does not survive, not the rate itself: when that is ordinary.
  if (!isHighRate(record.experiment) && warmupSteps <= step && step <= Math.max(10, 2 * warmupSteps))
    return { kind: "warmup", warmupSteps };
  return { kind: "rate", learningRate: latest(record.learningRate)?.value ?? Number.NaN };
}

/** From the lowest of the last losses to the last that was a number; undefined when that is no more than noise. */
export function lossRise(record: RunRecord, divergence: Divergence): LossRise | undefined {
  const total = record.arms[armIndex(divergence)]?.total;
  const finite = total === undefined ? [] : recent(total).filter(({ value }) => Number.isFinite(value));
  const last = finite.at(-1);
  if (last === undefined) return undefined;
  const low = finite.reduce((least, point) => (point.value < least.value ? point : least), last);
  const factor = last.value / low.value;
  return low.value > 0 && factor >= RISE ? { factor, steps: last.step - low.step } : undefined;
}

function recent(series: Series): readonly Point[] {
  return Array.from({ length: LOOK_BACK }, (_, index) => pointAt(series, series.length - LOOK_BACK + index)).filter(
    (point) => point !== undefined,
  );
}

/** Whether the full learning rate is several times what its optimiser starts with here. */
function isHighRate({ optimizer: { kind, ...values } }: Experiment): boolean {
  const entry = optimizers[kind];
  const usual = entry.learningRate(initialValues(entry.fields) as never);
  return entry.learningRate(values as never) > HIGH * usual;
}

const armIndex = ({ arm }: Divergence): number => ARM_LETTERS.findIndex((letter) => letter === arm);

/** What a branch's loss counts and how fast its own layers learn, as multiples. */
function branchFactors(
  arm: Arm | undefined,
  branch: BranchId,
): { readonly weight: number; readonly rate: number } | undefined {
  if (arm === undefined) return undefined;
  const fork = arm.forks[branchIds(arm.forks.map(({ site }) => site)).indexOf(branch)];
  return fork && { weight: fork.weight, rate: branchRates(arm)?.get(branch) ?? 1 };
}

/** Where the bad tensor belongs, or the term by which it was noticed. */
function branchOf({ graph, plan }: ArmNetwork, { what, term }: Divergence): BranchId | undefined {
  const node = graph.nodes.find(({ name }) => name === what) ?? graph.parameters.find(({ name }) => name === what);
  const own = node?.branch ?? MAIN;
  return own === MAIN ? plan.terms.find(({ id }) => id === (term ?? what))?.branch : own;
}

/**
 * Whether a loss went beyond all sense that weighs its images without bound, while every activation was in order: a
 * learning rate shows in those first. One step under a huge weight may break the activations of the next one: then an
 * ordinary rate is not to blame where the loss before had left all bounds.
 */
function boundlessWeights({ plan, graph }: ArmNetwork, record: RunRecord, divergence: Divergence): boolean {
  const { what, term, kind } = divergence;
  const found = plan.terms.find(({ id }) => id === (term ?? what));
  if (found?.sampleWeight?.scaling !== "global") return false;
  if (kind === undefined || kind === "gradient") return true;
  const total = record.arms[armIndex(divergence)]?.total;
  const bound = FAR * Math.log(graph.classes);
  return !isHighRate(record.experiment) && total !== undefined && recent(total).some(({ value }) => value > bound);
}

function sharpTemperature({ plan }: ArmNetwork, { what, term }: Divergence): number | undefined {
  const found = plan.terms.find(({ id }) => id === (term ?? what));
  const temperature = found === undefined ? undefined : kindOf(found).temperature(found);
  return temperature !== undefined && temperature.value < temperature.sharpBelow ? temperature.value : undefined;
}
