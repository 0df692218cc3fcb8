import { badParameter } from "../engine/badTensor";
import { ARM_LETTERS } from "../experiment/experiment";
import type { RunSnapshot } from "../protocol/command";
import type { Divergence, ProbeRecord } from "../protocol/event";
import type { Evaluation } from "./evaluateArms";
import type { TrainingArm } from "./trainingRun";

/** No mean loss of a working network comes near; GPUs may turn an overflow into a huge number instead of infinity. */
const ABSURD = 1e8;

/** What went wrong, in which arm, after how many updates. */
export interface FoundDivergence {
  /** Index of the arm. */
  readonly arm: number;
  readonly divergence: Divergence & { readonly step: number };
}

/**
 * The first loss term, in the order of arms and terms, that is not a sensible number.
 * @param losses by arm `[terms]` unweighted means as the executors gave them: a gap in an event is no divergence.
 * @param step updates done.
 */
export function findInLosses(
  arms: readonly Pick<TrainingArm, "plan">[],
  losses: readonly Float32Array[],
  step: number,
): FoundDivergence | undefined {
  for (const [arm, { plan }] of arms.entries()) {
    const values = losses[arm] ?? new Float32Array();
    const index = values.findIndex((loss) => !(Math.abs(loss) < ABSURD));
    const term = plan.terms[index];
    if (term === undefined) continue;
    return { arm, divergence: { arm: letterOf(arm), what: term.id, value: String(values[index]), step } };
  }
  return undefined;
}

/** The first parameter or statistic of a state that is no number: a loss may not show it for many steps. */
export function findInSnapshot(
  arms: readonly Pick<TrainingArm, "graph">[],
  snapshot: RunSnapshot,
): FoundDivergence | undefined {
  const { step } = snapshot;
  for (const [arm, { graph }] of arms.entries()) {
    const bad = badParameter(graph, snapshot.arms[arm]?.tensors ?? new Map());
    if (bad === undefined) continue;
    const { kind, name, value } = bad;
    return { arm, divergence: { arm: letterOf(arm), what: name, value: String(value), kind, step } };
  }
  return undefined;
}

/** Whether a measurement holds what is no number: the parameters should be looked at. */
export function isSuspect(evaluation: Evaluation | undefined, probes: readonly ProbeRecord[]): boolean {
  const likelihoods = (evaluation?.arms ?? []).flatMap(({ nll = {} }) => Object.values(nll));
  return ![...likelihoods, ...probes.flatMap(({ gram }) => gram)].every(Number.isFinite);
}

function letterOf(arm: number): string {
  return ARM_LETTERS[arm] ?? "?";
}
