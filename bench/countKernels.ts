/*
 * What a training step asks of a graphics card, without one: how many dispatches, how many workgroups and invocations they
 * start, how many bytes their arrays have and how much they compute, by kernel family. Counted from the very list of
 * dispatches that the compiled engine runs, equal ones as one where it runs them so; nothing is allocated.
 */
import { group, sum } from "d3-array";
import type { ExecutorPlan } from "../src/engine/executor";
import { emitKernels } from "../src/engine/compiled/emit/family";
import { mergeDispatches, type Merged } from "../src/engine/compiled/merging/mergeDispatches";
import { Neighbours } from "../src/engine/compiled/merging/neighbours";
import { Arena } from "../src/engine/plan/region";
import { TrainingState } from "../src/engine/plan/state";
import { lowerTraining } from "../src/engine/plan/training";
import { sizeOf } from "../src/graph/shape";

export interface KernelCount {
  readonly family: string;
  readonly dispatches: number;
  readonly workgroups: number;
  readonly invocations: number;
  /** Of the smallest and of the largest dispatch: a card with many cores idles in the first. */
  readonly fewestInvocations: number;
  readonly mostInvocations: number;
  /** Invocations in a workgroup; cards run 32 or 64 at once. */
  readonly perWorkgroup: number;
  /** Of the arrays that it is given, each counted once: the least that it can touch. */
  readonly bytes: number;
  /** Estimated floating-point operations. */
  readonly work: number;
}

/**
 * @param plans of one arm, or of several that take their steps together.
 * @param adapterKind whose kernels are counted.
 * @returns families in the order of their work.
 */
export function countKernels(plans: readonly ExecutorPlan[], adapterKind: "software" | "gpu"): readonly KernelCount[] {
  const dispatches = plans.flatMap((plan) => dispatchesOf(plan, adapterKind));
  const merged =
    adapterKind === "gpu"
      ? mergeDispatches(dispatches, new Neighbours(dispatches, Infinity, (a, b) => a.name === b.name))
      : dispatches.map((dispatch) => [dispatch]);
  const families = group(merged, ([first]) => first?.kernel.family ?? "");
  return [...families].map(([family, each]) => sumOf(family, each)).sort((a, b) => b.work - a.work);
}

/** A step's dispatches, each for itself. */
function dispatchesOf(plan: ExecutorPlan, adapterKind: "software" | "gpu"): Merged {
  const { graph, batchSize } = plan;
  const state = new TrainingState(plan);
  const lowering = {
    graph,
    batch: batchSize,
    parameters: state.parameters,
    statistics: state.statistics,
    termState: state.terms,
    views: 1 as const,
    images: new Arena("images").slot("images", batchSize * sizeOf(graph.input)),
    labels: new Arena("labels").slot("labels", batchSize),
  };
  const { operations } = lowerTraining(lowering, plan.terms, plan.optimizer, state);
  return emitKernels(operations, { adapterKind, variants: new Map() });
}

const groupsOf = (merged: Merged): number =>
  merged.reduce((sum, { kernel: { workgroups } }) => sum + workgroups[0] * workgroups[1] * workgroups[2], 0);

function sumOf(family: string, merged: readonly Merged[]): KernelCount {
  const kernels = merged.flat().map(({ kernel }) => kernel);
  const perWorkgroup = Math.min(...kernels.map((each) => each.invocations));
  const invocations = merged.map((each) => groupsOf(each) * (each[0]?.kernel.invocations ?? 0));
  return {
    family,
    dispatches: merged.length,
    workgroups: sum(merged, groupsOf),
    invocations: sum(invocations),
    fewestInvocations: Math.min(...invocations),
    mostInvocations: Math.max(...invocations),
    perWorkgroup,
    bytes: sum(kernels, ({ words }) => 4 * sum(words)),
    work: sum(kernels, ({ work }) => work),
  };
}
