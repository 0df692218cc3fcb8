import type { Fallback } from "../../catalog/combining/combiner";
import { decimal } from "./format";
import { plural } from "./plural";

const reasons: { readonly [reason in Fallback]: string } = {
  single: "fewer than two losses teach the trunk",
  unshared: "the losses share no part of the trunk",
  notFinite: "a gradient or a loss was no number",
  stationary: "the gradients cancel",
  negative: "a head would have unlearnt its own layers",
  unsolved: "the rule's computation did not settle",
};

/** Words of gradients that are clipped, beside an arm's loss terms. */
export const clippingWords = {
  norm: "Gradient's length",
  share: (times: number, of: number, least: number) =>
    times === 0
      ? `No gradient of ${of} ${plural(of, "step", "steps")} was too long.`
      : `Clipped at ${times} of ${of} ${plural(of, "step", "steps")}, at most to ${decimal(100 * least, 0)} % of its length.`,
} as const;

/** Words of the rules that combine an arm's losses, beside its loss terms. */
export const combiningWords = {
  counts: "What each branch's loss counts, on top of its weight",
  fallback: (reason: Fallback, times: number, of: number) =>
    `The sum stood in at ${times} of ${of} ${plural(of, "weighing", "weighings")}: ${reasons[reason]}.`,
} as const;
