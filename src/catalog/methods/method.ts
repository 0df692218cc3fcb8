import type { BranchId, Head } from "../../graph/networkGraph";
import type { Term } from "../../graph/term";
import { num, type Fields, type Values } from "../../schema/field";
import type { BranchConfig } from "../branches";
import type { Entry } from "../registry";

/** What a method knows of the network that it supervises. */
export interface MethodContext {
  /** `main` first, then the branches. */
  readonly heads: readonly Head[];
  /** The heads of a frozen network of the same shape, in the same order, for methods that have a teacher. */
  readonly teacher?: readonly Head[];
  /** The weight given to each branch in the experiment; 1 for `main`. */
  weightOf(branch: BranchId): number;
}

/** A method of supervision as data: a list of terms, and what it asks of the run. */
export interface MethodPlan {
  readonly terms: readonly Term[];
  /** Augmented views of each image per step. */
  readonly views: 1 | 2;
  /**
   * joint (when absent): one update of everything. alternating: one branch after the other, each with its own terms on a
   * fresh forward pass; the branches must share no parameter.
   */
  readonly updates?: "joint" | "alternating";
}

/**
 * Where a published network forks: after every stage, after all but the last, at the input (networks side by side that
 * share nothing), or nowhere.
 */
export type PublishedSites = "everyStage" | "earlyStages" | "input" | "none";

/** A method with the settings and branches that its authors used; what that leaves different stands in `remains.ts`. */
export interface Published<F extends Fields> {
  /** Settings that differ from the initial ones. */
  readonly values: Partial<Values<F>>;
  /** The design of every branch; absent where the authors' networks have no branches. */
  readonly branch?: BranchConfig;
  readonly sites: PublishedSites;
}

export interface Method<K extends string, F extends Fields> extends Entry<K, F> {
  /** The loss as people write it, with the field's symbols. */
  readonly formula: string;
  /** As in the authors' code; absent where there is no paper to follow. */
  readonly published?: Published<F>;
  /** Whether branches only watch: their gradients stop at the fork. */
  observes(values: Values<F>): boolean;
  /**
   * The weights of an earlier run that this method learns from; empty when none was chosen. Absent: it needs no teacher.
   */
  teacherKey?(values: Values<F>): string;
  /** True where a term compares main's own features: main then has them in unit length, too. */
  needsUnitMain?(values: Values<F>): boolean;
  /** One plain sentence with the settings in it, for the arm's card. */
  describe(values: Values<F>): string;
  /** Pure: the same context and values give the same terms. */
  plan(context: MethodContext, values: Values<F>): MethodPlan;
}

/** Infers kind and fields, so that `values` is typed inside `plan`. */
export const method = <const K extends string, F extends Fields>(entry: Method<K, F>): Method<K, F> => entry;

/**
 * Multiplies all cross-entropies: the control for methods whose heads receive larger gradients. Mimicking with K heads
 * trains each up to K times as hard (`methods` with terms between heads), and so does this with c = K, without mimicking.
 */
export const labelFactor = num({
  label: "Label loss factor c",
  help: "Multiplies every cross-entropy: a control for methods whose further terms make the gradients larger.",
  initial: 1,
  min: 0.01,
  max: 100,
  suggestions: [1, 2, 3],
  advanced: true,
});

/**
 * Cross-entropy of every head on the labels; the branch weights apply, main counts once.
 * @param factor multiplies all of them.
 */
export function crossEntropyTerms(context: MethodContext, smoothing = 0, factor = 1): readonly Term[] {
  return context.heads.map((head) => ({
    kind: "crossEntropy",
    id: `ce/${head.branch}`,
    branch: head.branch,
    logits: head.logits,
    smoothing,
    weight: { base: factor * context.weightOf(head.branch) },
    detach: [],
    rows: "all",
  }));
}

/** The loss of every head on the labels in its own form; the branch weights apply, main counts once. */
export function supervisionTerms(context: MethodContext, loss: "softmax" | "hinge"): readonly Term[] {
  if (loss === "softmax") return crossEntropyTerms(context);
  return context.heads.map((head) => ({
    kind: "squaredHinge",
    id: `hinge/${head.branch}`,
    branch: head.branch,
    logits: head.logits,
    weight: { base: context.weightOf(head.branch) },
    detach: [],
    rows: "all",
  }));
}

/** All ordered pairs of different heads: student first. */
export function orderedPairs(heads: readonly Head[]): readonly (readonly [student: Head, teacher: Head])[] {
  return heads.flatMap((student) =>
    heads.filter((teacher) => teacher !== student).map((teacher) => [student, teacher] as const),
  );
}

/**
 * One head mimics another: KL(teacher ‖ student) at a temperature, the teacher held constant unless said otherwise.
 * @param settings `factor` squared multiplies by T², so that the gradient's size does not depend on T.
 */
export function mimicryTerm(
  [student, teacher]: readonly [student: Head, teacher: Head],
  weight: number,
  settings: { readonly temperature?: number; readonly factor?: "squared" | "one"; readonly detach?: boolean } = {},
): Term {
  const { temperature = 1, factor = "one", detach = true } = settings;
  return {
    kind: "kl",
    id: `kl/${student.branch}<${teacher.branch}`,
    branch: student.branch,
    student: student.logits,
    teacher: teacher.logits,
    temperature,
    factor,
    weight: { base: weight },
    detach: detach ? ["teacher"] : [],
    rows: "all",
  };
}

/** Any entry of the registry, its settings not distinguished. */
export type AnyMethod = Method<string, Fields>;
