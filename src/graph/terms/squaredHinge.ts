import { rowsAlone, type TermKind } from "./termKind";

/** Σₖ max(0, 1 − yₖ·logitₖ)² over the classes, y ±1; mean over the rows (DSN, section 2.2). */
export interface SquaredHingeTerm {
  readonly kind: "squaredHinge";
  readonly logits: string;
}

export const squaredHinge: TermKind<SquaredHingeTerm> = {
  ...rowsAlone,
  inputs: ({ logits }) => ({ logits }),
  onLabels: true,
};
