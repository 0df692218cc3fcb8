import { answersIn, LEVELS } from "./answers";
import { areaUnderExits, exitCurve } from "./earlyExits";
import { metric } from "./metric";

/** What a network's branches are worth at inference, in one number. */
export const exits = metric({
  kind: "exits",
  title: "Early exits",
  summary:
    "Mean accuracy over all budgets of multiply-adds from nothing to main's own, when an image leaves at the first head that is sure enough.",
  source: {
    paper: "Huang et al., Multi-Scale Dense Networks for Resource Efficient Image Classification, ICLR 2018, section 3",
    arxiv: "1703.09844",
  },
  differs: [
    "The paper draws the curve and names no number for it: the area is ours.",
    "A budget below the first exit counts as no right answer.",
  ],
  formula: "∫ accuracy(budget) d budget / main's multiply-adds, from 0 to main's multiply-adds",
  fields: {},
  of: "network",
  needs: "heads",
  axis: { label: "Area under early exits", unit: "share", low: 0, high: 1, better: "higher" },
  measure({ classes, labels, exits }) {
    if (exits === undefined || exits.heads.length < 2) return new Map();
    const heads = exits.heads.map(({ logits, multiplyAdds }) => {
      const { guesses, levels } = answersIn(logits, classes);
      return { multiplyAdds, answers: { guesses, confidence: Float64Array.from(levels, (level) => level / LEVELS) } };
    });
    return new Map([["", areaUnderExits(exitCurve(heads, labels), exits.whole) ?? 0]]);
  },
});
