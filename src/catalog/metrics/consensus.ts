import { metric, predictions } from "./metric";

/** How often a head and the network's other heads guess alike. */
export const consensus = metric({
  kind: "consensus",
  title: "Same guess",
  summary:
    "Share of images on which a head and another head of its network guess the same class, the mean over the others.",
  source: { paper: "the agreement of predictions that mimicking aims at: Li and Chen, CVPR 2020", arxiv: "2003.10739" },
  differs: ["The paper names no such measurement; it follows from what mimicking minimises."],
  formula: "mean over k ≠ j of share(argmax zⱼ = argmax zₖ)",
  fields: {},
  needs: "heads",
  axis: { label: "Same guess", unit: "share", low: 0, high: 1, better: "neither" },
  measure({ logits, classes, labels, others }) {
    if (others.length === 0) return new Map();
    if (labels.length === 0) return new Map([["", 0]]);
    const own = predictions(logits, classes);
    const shares = others.map((other) => {
      const guesses = predictions(other, classes);
      return own.reduce((count, guess, row) => count + (guess >= 0 && guess === guesses[row] ? 1 : 0), 0) / own.length;
    });
    return new Map([["", shares.reduce((sum, share) => sum + share, 0) / shares.length]]);
  },
});
