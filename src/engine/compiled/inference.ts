import type { Head } from "../../graph/networkGraph";
import { sizeOf } from "../../graph/shape";
import type { Dispatch } from "./kernel";
import { copyValues } from "./kernels/reshape";
import { lowerForward } from "./lower";
import { Lowering, type LoweringPlan } from "./lowering";
import { Arena } from "./region";

export interface HeadSlots {
  readonly head: Head;
  /** Offsets into the results and values per row. */
  readonly logits: { readonly offset: number; readonly perRow: number };
  readonly embedding?: { readonly offset: number; readonly perRow: number };
}

/** Inference on one batch with running statistics; results are the heads' logits, then their embeddings if asked for. */
export function lowerInference(
  plan: LoweringPlan,
  embeddings: boolean,
): { readonly dispatches: readonly Dispatch[]; readonly results: Arena; readonly heads: readonly HeadSlots[] } {
  const lowering = new Lowering(plan, { training: false, updatesStatistics: false }, (node) => {
    throw new Error(`${node}: dropout has no key outside training`);
  });
  const { heads } = plan.graph;
  const targets = new Set(heads.flatMap((head) => (embeddings ? [head.logits, head.embedding] : [head.logits])));
  lowerForward(lowering, targets, targets);
  const results = new Arena("inference results");
  const copy = (name: string): { readonly offset: number; readonly perRow: number } => {
    const perRow = sizeOf(lowering.node(name).shape);
    const slot = results.slot(name, plan.batch * perRow);
    lowering.emit(copyValues(plan.batch * perRow, false), lowering.value(name), slot);
    return { offset: slot.home?.offset ?? 0, perRow };
  };
  const slots = heads.map((head): HeadSlots => {
    const logits = copy(head.logits);
    return embeddings ? { head, logits, embedding: copy(head.embedding) } : { head, logits };
  });
  return { dispatches: lowering.dispatches, results, heads: slots };
}
