import { labelledRows } from "../data/labelledShare";
import { kindOf, type Term } from "../graph/term";

/**
 * What turns a mean over all used rows into one over the rows with a label: used / labelled for losses on the labels,
 * 0 where no row has one, 1 for every other term and when all rows are labelled.
 * @param used rows that the term looks at.
 */
export function labelScale(term: Term, labels: Int32Array, used: number): number {
  if (!kindOf(term).onLabels) return 1;
  const labelled = labelledRows(labels, used);
  return labelled === 0 ? 0 : used / labelled;
}
