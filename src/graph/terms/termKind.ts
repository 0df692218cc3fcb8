/**
 * What the lab must know of one kind of loss term, besides its arithmetic: whose labels it reads, who imitates whom, what it
 * compares. Rules, captions and diagnoses ask this record, so that none of them has to name kinds. The value and the gradient
 * stand in the engines (`engine/tfjs/terms.ts`, `engine/plan/terms/`), where the compiler asks for every kind.
 */
export interface TermKind<T extends { readonly kind: string }> {
  /** The tensors that a term reads, by role. */
  inputs(term: T): { readonly [role: string]: string };
  /** Whether it is a loss on the labels: rows whose label is withheld take no part, and the mean is over the rest. */
  readonly onLabels: boolean;
  /** Whether it cannot do without any label. */
  needsEveryLabel(term: T): boolean;
  /** Whether it has nothing to say of images that come in one view. */
  needsTwoViews(term: T): boolean;
  /** The logits of who imitates and of who is imitated. */
  imitates(term: T): { readonly student: string; readonly teacher: string } | undefined;
  /** Whether every row counts for itself, or every pair of rows, so that the work grows with the square of the batch. */
  readonly compares: "rows" | "pairs";
  /** The tensor that must be of unit length, since directions are compared. */
  unitLength(term: T): string | undefined;
  /** The temperature, and below which one a loss is known to run away. */
  temperature(term: T): { readonly value: number; readonly sharpBelow: number } | undefined;
}

/** What most kinds have in common. */
export const rowsAlone = {
  onLabels: false,
  needsEveryLabel: (): boolean => false,
  needsTwoViews: (): boolean => false,
  imitates: (): undefined => undefined,
  compares: "rows",
  unitLength: (): undefined => undefined,
  temperature: (): undefined => undefined,
} as const;
