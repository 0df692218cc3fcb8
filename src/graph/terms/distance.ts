import { rowsAlone, type TermKind } from "./termKind";

/** Distance of two tensors of one shape: the norm of the difference, or the mean of its squares. */
export interface DistanceTerm {
  readonly kind: "distance";
  readonly a: string;
  readonly b: string;
  readonly measure: "norm" | "meanSquare";
}

export const distance: TermKind<DistanceTerm> = { ...rowsAlone, inputs: ({ a, b }) => ({ a, b }) };
