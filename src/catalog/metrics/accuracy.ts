import { metric, predictions } from "./metric";

/** Share of right answers, for the classes and for every grouping of them. */
export const accuracy = metric({
  kind: "accuracy",
  title: "Accuracy",
  summary: "Share of images whose largest logit stands at the label; also for every grouping of the classes.",
  source: { paper: "common usage; ties go to the lowest class index" },
  differs: [],
  formula: "(1/n) Σᵢ [argmax zᵢ = yᵢ]",
  fields: {},
  axis: { label: "Accuracy", unit: "share", low: 0, high: 1, better: "higher" },
  measure({ logits, labels, classes, hierarchies }) {
    const guesses = predictions(logits, classes);
    const share = (same: (guess: number, label: number) => boolean): number => {
      let count = 0;
      for (let row = 0; row < labels.length; row += 1) {
        const guess = guesses[row] ?? -1;
        if (guess >= 0 && same(guess, labels[row] ?? -1)) count += 1;
      }
      return labels.length === 0 ? 0 : count / labels.length;
    };
    const values = new Map([["", share((guess, label) => guess === label)]]);
    for (const { name, groups } of hierarchies) {
      values.set(
        name,
        share((guess, label) => groups[guess] === groups[label]),
      );
    }
    return values;
  },
});
