import type { Term } from "../../../graph/term";
import { TERM_WORDS, type Control } from "../control";
import type { BackwardPass, Lowering } from "../lowering";
import type { Arena, Region } from "../region";
import { lowerGated } from "./gatedTerm";
import { lowerLogitsTerm } from "./logitsTerm";
import { lowerDistance, lowerSupCon } from "./metricTerms";
import { lowerSampleWeights } from "./sampleWeight";
import type { TermPlace } from "./termPlace";

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

/** Rows that a term looks at and that its mean divides by: all, or the first view of two stacked ones. */
export function usedRows(term: Term, batch: number, views: 1 | 2): number {
  return term.rows === "view1" && views === 2 ? batch / 2 : batch;
}

/** Lowers the value of a term, its gradient (with a pass), or both. */
export function lowerTerm(lowering: Lowering, term: Term, given: TermPlace, pass?: BackwardPass): void {
  const { sampleWeight } = term;
  const weights =
    sampleWeight === undefined
      ? {}
      : { weights: lowerSampleWeights(lowering, term, sampleWeight, lowering.plan.termState.slots.get(term.id)) };
  const place = { ...given, ...weights };
  if (term.gate === undefined) lowerPlain(lowering, term, place, pass);
  else lowerGated(lowering, term, term.gate, place, pass, (at, through) => lowerPlain(lowering, term, at, through));
}

function lowerPlain(lowering: Lowering, term: Term, place: TermPlace, pass?: BackwardPass): void {
  switch (term.kind) {
    case "crossEntropy":
    case "squaredHinge":
    case "kl":
    case "softCrossEntropy":
      return lowerLogitsTerm(lowering, term, place, pass);
    case "supCon":
      return lowerSupCon(lowering, term, place, pass);
    case "distance":
      return lowerDistance(lowering, term, place, pass);
    default:
      return term satisfies never;
  }
}
