import { rowsAlone, type TermKind } from "./termKind";

/** Cross-entropy with the label, sum over classes, mean over the rows; `smoothing` spreads that share over all classes. */
export interface CrossEntropyTerm {
  readonly kind: "crossEntropy";
  readonly logits: string;
  readonly smoothing: number;
}

export const crossEntropy: TermKind<CrossEntropyTerm> = {
  ...rowsAlone,
  inputs: ({ logits }) => ({ logits }),
  onLabels: true,
};
