import { rowsAlone, type TermKind } from "./termKind";

/** Below this a softened distribution is sharper than the head's own. */
export const SHARP_TARGETS = 1;

/** factor · KL(softmax(teacher / T) ‖ softmax(student / T)), sum over classes, mean over the batch. */
export interface KlTerm {
  readonly kind: "kl";
  readonly student: string;
  readonly teacher: string;
  readonly temperature: number;
  readonly factor: "squared" | "one";
}

export const kl: TermKind<KlTerm> = {
  ...rowsAlone,
  inputs: ({ student, teacher }) => ({ student, teacher }),
  imitates: ({ student, teacher }) => ({ student, teacher }),
  temperature: ({ temperature }) => ({ value: temperature, sharpBelow: SHARP_TARGETS }),
};
