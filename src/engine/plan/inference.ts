import type { Head } from "../../graph/networkGraph";
import { sizeOf } from "../../graph/shape";
import type { EvaluateOptions } from "../executor";
import { lowerVariance } from "./terms/sampleWeight";
import { lowerForward } from "./lower";
import { Lowering, type LoweringPlan } from "./lowering";
import type { Planned } from "./operations";
import { Arena } from "./region";

export interface HeadSlots {
  readonly head: Head;
  /** Offsets into the results and values per row. */
  readonly logits: { readonly offset: number; readonly perRow: number };
  readonly embedding?: { readonly offset: number; readonly perRow: number };
  readonly variance?: { readonly offset: number; readonly perRow: number };
}

/** Inference on one batch with running statistics; results are what the options ask for, head after head. */
export function lowerInference(
  plan: LoweringPlan,
  { embeddings = false, variances = {} }: EvaluateOptions,
): { readonly operations: readonly Planned[]; readonly results: Arena; readonly heads: readonly HeadSlots[] } {
  const lowering = new Lowering(plan, { training: false, updatesStatistics: false }, (node) => {
    throw new Error(`${node}: dropout has no key outside training`);
  });
  const { heads } = plan.graph;
  const weighed = ({ branch }: Head): readonly string[] => {
    const tensor = variances[branch];
    return tensor === undefined ? [] : [tensor];
  };
  const targets = new Set(
    heads.flatMap((head) => [head.logits, ...(embeddings ? [head.embedding] : []), ...weighed(head)]),
  );
  lowerForward(lowering, targets, targets);
  const results = new Arena("inference results");
  const copy = (name: string): { readonly offset: number; readonly perRow: number } => {
    const perRow = sizeOf(lowering.node(name).shape);
    const words = plan.batch * perRow;
    const slot = results.slot(name, words);
    lowering.emit("copy", { words, accumulate: false }, { x: lowering.value(name) }, { y: slot });
    return { offset: slot.home?.offset ?? 0, perRow };
  };
  const varianceOf = (branch: string, tensor: string): { readonly offset: number; readonly perRow: number } => {
    const slot = results.slot(`variance/${branch}`, plan.batch);
    lowerVariance(lowering, tensor, slot);
    return { offset: slot.home?.offset ?? 0, perRow: 1 };
  };
  const slots = heads.map((head): HeadSlots => {
    const logits = copy(head.logits);
    const [tensor] = weighed(head);
    return {
      head,
      logits,
      ...(embeddings ? { embedding: copy(head.embedding) } : {}),
      ...(tensor === undefined ? {} : { variance: varianceOf(head.branch, tensor) }),
    };
  });
  return { operations: lowering.operations, results, heads: slots };
}
