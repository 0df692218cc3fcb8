import type { BranchId } from "./networkGraph";

/** The weight of a term over the steps of a run. */
export interface WeightSchedule {
  readonly base: number;
  /**
   * `linear`: base · (1 − t/N), t the step and N the budget.
   */
  readonly decay?: "linear";
  /** The term stops counting after this share of the budget, 0 to 1. */
  readonly removeAfter?: number;
}

/**
 * What chance does to a term, drawn from the stream `(seed, "dynamic", …, step)`.
 *
 * `termDropout`: of the n terms with the same stream, m = ⌊u·n⌋ are drawn with replacement and held constant for this
 * step; their value still counts (DHM's commented-out lines). `branchGate`: each named branch is on with probability
 * `rate`; a term that touches a branch that is off counts nothing at all.
 */
export type Dynamic =
  | { readonly rule: "termDropout"; readonly stream: string }
  | { readonly rule: "branchGate"; readonly branches: readonly BranchId[]; readonly rate: number };

interface TermBase {
  /** Stable name: `ce/main`, `kl/s1b1<main`. Keys chart series and saved runs. */
  readonly id: string;
  /** The branch that this term supervises: whose "as trained" loss it belongs to. */
  readonly branch: BranchId;
  readonly weight: WeightSchedule;
  /** Inputs (by role) that are constants for this term: `["teacher"]`. */
  readonly detach: readonly string[];
  /** Rows that count. Of losses on the labels, rows whose label is withheld (−1) never do, and the mean is over the rest. */
  readonly rows: "all" | "view1";
  /** Hinge on the whole bracket, `[‖w‖² + l − gamma]₊` (DSN, eq. 3): no gradient while it is below zero. */
  readonly gate?: { readonly gamma: number; readonly l2Of: readonly string[] };
  /** Per-sample weights from the variance of a feature map (bias loss). */
  readonly sampleWeight?: {
    readonly tensor: string;
    readonly scaling: "local" | "global";
    readonly alpha: number;
    readonly beta: number;
    /** Every image counts the batch's mean weight instead of its own: the control for the smaller step. */
    readonly mean?: boolean;
  };
  /** Drawn afresh at every step; see {@link Dynamic}. */
  readonly dynamic?: Dynamic;
}

/** One summand of the loss, over tensors of the graph. */
export type Term = TermBase &
  (
    | { readonly kind: "crossEntropy"; readonly logits: string; readonly smoothing: number }
    | { readonly kind: "squaredHinge"; readonly logits: string }
    | {
        /** factor · KL(softmax(teacher / T) ‖ softmax(student / T)), sum over classes, mean over the batch. */
        readonly kind: "kl";
        readonly student: string;
        readonly teacher: string;
        readonly temperature: number;
        readonly factor: "squared" | "one";
      }
    | {
        readonly kind: "softCrossEntropy";
        readonly student: string;
        readonly teacher: string;
        readonly temperature: number;
      }
    | {
        readonly kind: "supCon";
        readonly embedding: string;
        readonly positives: "label" | "view";
        readonly temperature: number;
      }
    | { readonly kind: "distance"; readonly a: string; readonly b: string; readonly measure: "norm" | "meanSquare" }
  );

/** The tensors that a term reads, by role. */
export function termInputs(term: Term): { readonly [role: string]: string } {
  switch (term.kind) {
    case "crossEntropy":
    case "squaredHinge":
      return { logits: term.logits };
    case "kl":
    case "softCrossEntropy":
      return { student: term.student, teacher: term.teacher };
    case "supCon":
      return { embedding: term.embedding };
    case "distance":
      return { a: term.a, b: term.b };
    default:
      return term satisfies never;
  }
}

/** The weight of a term at a step of a run with `budget` steps. */
export function weightAt(weight: WeightSchedule, step: number, budget: number): number {
  if (weight.removeAfter !== undefined && step >= weight.removeAfter * budget) return 0;
  return weight.decay === "linear" ? weight.base * (1 - step / budget) : weight.base;
}
