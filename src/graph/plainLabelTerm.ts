import type { Head, NetworkGraph } from "./networkGraph";
import type { Term } from "./term";

/** True for cross-entropy as such: no smoothing, no gate, no weights by sample. */
export function isPlainLabelTerm(term: Term, branch: string): boolean {
  return (
    term.kind === "crossEntropy" &&
    term.branch === branch &&
    term.smoothing === 0 &&
    term.gate === undefined &&
    term.sampleWeight === undefined
  );
}

/**
 * Cross-entropies of the heads whose loss has none in plain form (hinge, smoothing, weights by sample): agreement compares
 * plain ones under every method, so a probe must be able to ask for them.
 */
export function missingLabelTerms(graph: NetworkGraph, terms: readonly Term[]): readonly Term[] {
  return graph.heads
    .filter(({ branch }) => !terms.some((term) => isPlainLabelTerm(term, branch)))
    .map(({ branch, logits }: Head): Term => ({
      kind: "crossEntropy",
      id: `probe/ce/${branch}`,
      branch,
      logits,
      smoothing: 0,
      weight: { base: 0 },
      detach: [],
      rows: "all",
    }));
}
