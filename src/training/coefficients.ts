import { isBranchOn } from "../graph/branchGate";
import { weightAt, type Term } from "../graph/term";
import { belowAt } from "../random/mix32";
import { streamKey } from "../random/purpose";

/**
 * What every term counts at a step: `[terms × 2]`, value (in the reported total) and gradient. A function of
 * (terms, seed, step, budget) alone, so that a resumed run draws the same.
 */
export function coefficientsAt(terms: readonly Term[], seed: number, step: number, budget: number): Float32Array {
  const coefficients = new Float32Array(2 * terms.length);
  const dropped = droppedTerms(terms, seed, step);
  terms.forEach((term, index) => {
    const weight = isOff(term, seed, step) ? 0 : weightAt(term.weight, step, budget);
    coefficients[2 * index] = weight;
    coefficients[2 * index + 1] = dropped.has(term) ? 0 : weight;
  });
  return coefficients;
}

function isOff({ dynamic }: Term, seed: number, step: number): boolean {
  if (dynamic?.rule !== "branchGate") return false;
  return dynamic.branches.some((branch) => !isBranchOn(branch, dynamic.rate, seed, step));
}

/** Of each stream's n terms ⌊u·n⌋ drawn with replacement, so that 0 to n − 1 of them lose their gradient. */
function droppedTerms(terms: readonly Term[], seed: number, step: number): ReadonlySet<Term> {
  const groups = new Map<string, Term[]>();
  for (const term of terms) {
    if (term.dynamic?.rule !== "termDropout") continue;
    const { stream } = term.dynamic;
    groups.set(stream, [...(groups.get(stream) ?? []), term]);
  }
  const dropped = new Set<Term>();
  for (const [stream, group] of groups) {
    const key = streamKey(seed, "dynamic", stream, step);
    const draws = belowAt(key, 1, group.length);
    for (let draw = 0; draw < draws; draw += 1) {
      const term = group[belowAt(key, draw + 2, group.length)];
      if (term !== undefined) dropped.add(term);
    }
  }
  return dropped;
}
