import type { BranchId } from "./networkGraph";
import { crossEntropy } from "./terms/crossEntropy";
import { distance } from "./terms/distance";
import { kl } from "./terms/kl";
import { softCrossEntropy } from "./terms/softCrossEntropy";
import { squaredHinge } from "./terms/squaredHinge";
import { supCon } from "./terms/supCon";
import type { TermKind } from "./terms/termKind";

/** The weight of a term over the steps of a run. */
export interface WeightSchedule {
  readonly base: number;
  /**
   * `linear`: base · (1 − t/N), t the step and N the budget.
   */
  readonly decay?: "linear";
  /** The term stops counting after this share of the budget, 0 to 1. */
  readonly removeAfter?: number;
  /** The term does not count before this share of the budget, 0 to 1. */
  readonly joinsAfter?: number;
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

/** The kinds of loss terms. The compiler asks for a new kind's arithmetic in every engine and in the reference. */
export const termKinds = { crossEntropy, squaredHinge, kl, softCrossEntropy, supCon, distance };

type Kind = keyof typeof termKinds;
type KindOf<K extends Kind> = (typeof termKinds)[K] extends TermKind<infer T> ? T : never;

/** One summand of the loss, over tensors of the graph. */
export type Term = TermBase & { [K in Kind]: KindOf<K> }[Kind];

/** A kind stands under its own name, or this does not compile. */
const byKind = termKinds satisfies { readonly [K in Term["kind"]]: TermKind<Extract<Term, { kind: K }>> };

/** What is known of a term's kind; the compiler cannot follow from a union of kinds to the record of one. */
export function kindOf<T extends Term>({ kind }: T): TermKind<T> {
  return byKind[kind] as unknown as TermKind<T>;
}

/** The tensors that a term reads, by role. */
export function termInputs(term: Term): { readonly [role: string]: string } {
  return kindOf(term).inputs(term);
}

/** The weight of a term at a step of a run with `budget` steps. */
export function weightAt(weight: WeightSchedule, step: number, budget: number): number {
  if (weight.removeAfter !== undefined && step >= weight.removeAfter * budget) return 0;
  if (weight.joinsAfter !== undefined && step < weight.joinsAfter * budget) return 0;
  return weight.decay === "linear" ? weight.base * (1 - step / budget) : weight.base;
}
