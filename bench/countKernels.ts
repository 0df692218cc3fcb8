/*
 * What a training step asks of a graphics card, without one: how many dispatches, how many workgroups and invocations they
 * start, how many bytes their arrays have and how much they compute, by kernel family. Counted from the very list of
 * dispatches that the compiled engine runs; nothing is allocated.
 */
import { group } from "d3-array";
import type { ExecutorPlan } from "../src/engine/executor";
import { emitKernels } from "../src/engine/compiled/emit/family";
import type { Kernel } from "../src/engine/compiled/kernel";
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

/** @param adapterKind whose kernels are counted. @returns families in the order of their work. */
export function countKernels(plan: ExecutorPlan, adapterKind: "software" | "gpu"): readonly KernelCount[] {
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
  const kernels = emitKernels(operations, { adapterKind, variants: new Map() }).map(({ kernel }) => kernel);
  const families = group(kernels, ({ family }) => family);
  return [...families].map(([family, kernels]) => sumOf(family, kernels)).sort((a, b) => b.work - a.work);
}

const groupsOf = ({ workgroups: [x, y, z] }: Kernel): number => x * y * z;

function sumOf(family: string, kernels: readonly Kernel[]): KernelCount {
  const sum = (of: (kernel: Kernel) => number): number => kernels.reduce((total, each) => total + of(each), 0);
  const invocations = kernels.map((each) => groupsOf(each) * each.invocations);
  return {
    family,
    dispatches: kernels.length,
    workgroups: sum(groupsOf),
    invocations: invocations.reduce((total, each) => total + each, 0),
    fewestInvocations: Math.min(...invocations),
    mostInvocations: Math.max(...invocations),
    perWorkgroup: Math.min(...kernels.map((each) => each.invocations)),
    bytes: sum(({ words }) => 4 * words.reduce((total, each) => total + each, 0)),
    work: sum(({ work }) => work),
  };
}
