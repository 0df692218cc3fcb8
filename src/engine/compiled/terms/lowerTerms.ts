import type { Term } from "../../../graph/term";
import type { Control } from "../control";
import { TERM_WORDS } from "../control";
import type { BackwardPass, Lowering } from "../lowering";
import type { Arena, Region } from "../region";
import { lowerLogitsTerm, type TermPlace } from "./term";

/** Where a program keeps the numbers of its terms. */
export interface TermSlots {
  /** `[value, gradient, from, to]` by term, as written by the CPU. */
  readonly control: readonly Region[];
  /** One slot of rows by term. */
  readonly rows: readonly Region[];
}

export function termSlots(control: Control, rows: Arena, terms: readonly Term[], batch: number): TermSlots {
  return {
    control: terms.map((_, index) => control.slot(`term/${index}`, TERM_WORDS)),
    rows: terms.map((_, index) => rows.slot(`term/${index}`, batch)),
  };
}

/** Rows that the mean of a term divides by. */
export function usedRows(_term: Term, batch: number): number {
  return batch;
}

/** Lowers the value of a term, its gradient, or both. */
export function lowerTerm(lowering: Lowering, term: Term, place: TermPlace, pass?: BackwardPass): void {
  switch (term.kind) {
    case "crossEntropy":
    case "squaredHinge":
    case "kl":
    case "softCrossEntropy":
      return lowerLogitsTerm(lowering, term, place, pass);
    case "supCon":
    case "distance":
      throw new Error(`${term.id}: not lowered yet`);
    default:
      return term satisfies never;
  }
}
