import * as v from "valibot";
import type { Experiment } from "../experiment/experiment";
import type { Claim } from "../experiment/link/claim";
import type { TrainEvent } from "../protocol/event";
import type { Fault } from "../protocol/event";
import { faultOf } from "../protocol/faultError";
import { verdictOn } from "../record/claimOf";
import { foldRun } from "../record/foldRun";
import { newRun, type RunPhase } from "../record/runRecord";

/** What running it again came to, as it is kept. */
export const comparedSchema = v.object({
  kind: v.picklist(["reproduced", "differs"]),
  /** The largest difference of an accuracy, and where that is. */
  gap: v.number(),
  where: v.object({ arm: v.number(), branch: v.string(), step: v.number() }),
  /** Nothing differs by more than the link rounds. */
  exact: v.boolean(),
  /** Both runs were made where every bit is repeated: whether every curve is equal to the last digit. */
  everyCurve: v.exactOptional(v.boolean()),
});
export type Compared = v.InferOutput<typeof comparedSchema>;

/** What is known of a claim, once it was run again. */
export type Check =
  | Compared
  /** The run did not come to its end, so that nothing could be compared. */
  | { readonly kind: "ended"; readonly phase: RunPhase; readonly step: number }
  | { readonly kind: "failed"; readonly fault: Fault };

/** Compares what was claimed with the events of a replay. */
export function checkOf(experiment: Experiment, claim: Claim, events: readonly TrainEvent[], within?: number): Check {
  const failed = events.find(({ type }) => type === "failed");
  if (failed?.type === "failed") return { kind: "failed", fault: faultOf(failed.error) };
  const record = events.reduce(foldRun, newRun(events[0]?.run ?? "", experiment));
  const verdict = verdictOn(claim, record, within);
  if (verdict.kind === "claimed") return { kind: "ended", phase: record.phase, step: record.step };
  return verdict;
}
