import type { Fields } from "../../schema/field";
import { augmentationFields, measureFields, trainingFields } from "../fields";

/** Names grammar and default set; both are frozen for ever. */
export const VERSION = "v1";
/** Longer text is refused before it is read. */
export const MAX_LINK_CHARACTERS = 8000;
/** More `key=value` pairs than any experiment can have. */
export const MAX_PAIRS = 256;

/** Short keys of the groups of shared settings: link key → field name. */
export interface KeyedGroup {
  readonly group: "training" | "augmentation" | "measure";
  readonly fields: Fields;
  readonly keys: { readonly [key: string]: string };
}

export const keyedGroups: readonly KeyedGroup[] = [
  {
    group: "training",
    fields: trainingFields,
    keys: { bs: "batchSize", n: "budget", sc: "schedule", wu: "warmup", ms: "milestones", dr: "drop" },
  },
  { group: "augmentation", fields: augmentationFields, keys: { fl: "flip", sh: "shift" } },
  { group: "measure", fields: measureFields, keys: { ev: "evaluateEvery", ei: "evaluateImages", pr: "probeEvery" } },
];

/** One-letter keys of the catalogue parts: link key → part of the experiment. */
export const partKeys = { d: "dataset", b: "backbone", o: "optimizer" } as const;
