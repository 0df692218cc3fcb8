import { rowsAlone, type TermKind } from "./termKind";

/** Below this temperature one neighbour decides the whole sum. */
const SHARP = 0.1;

/** Supervised contrast (Khosla et al. 2020), or SimCLR's where only the other view of an image is a positive. */
export interface SupConTerm {
  readonly kind: "supCon";
  readonly embedding: string;
  readonly positives: "label" | "view";
  readonly temperature: number;
}

export const supCon: TermKind<SupConTerm> = {
  ...rowsAlone,
  inputs: ({ embedding }) => ({ embedding }),
  needsEveryLabel: ({ positives }) => positives === "label",
  needsTwoViews: ({ positives }) => positives === "view",
  compares: "pairs",
  unitLength: ({ embedding }) => embedding,
  temperature: ({ temperature }) => ({ value: temperature, sharpBelow: SHARP }),
};
