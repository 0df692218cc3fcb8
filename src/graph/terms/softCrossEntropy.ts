import { SHARP_TARGETS } from "./kl";
import { rowsAlone, type TermKind } from "./termKind";

/** Cross-entropy with a teacher's softened guess as the label. */
export interface SoftCrossEntropyTerm {
  readonly kind: "softCrossEntropy";
  readonly student: string;
  readonly teacher: string;
  readonly temperature: number;
}

export const softCrossEntropy: TermKind<SoftCrossEntropyTerm> = {
  ...rowsAlone,
  inputs: ({ student, teacher }) => ({ student, teacher }),
  imitates: ({ student, teacher }) => ({ student, teacher }),
  temperature: ({ temperature }) => ({ value: temperature, sharpBelow: SHARP_TARGETS }),
};
