import type { Term } from "../../../graph/term";
import type { Lowering } from "../lowering";
import { transient, type Region } from "../region";

/** Unbiased variance over all values of each row of a tensor. */
export function lowerVariance(lowering: Lowering, tensor: string, variance: Region): void {
  const { batch: rows } = lowering.plan;
  const features = lowering.wordsOf(lowering.node(tensor)) / rows;
  lowering.emit("rowVariance", { rows, features }, { x: lowering.value(tensor) }, { variance });
}

/**
 * The weights of a term's rows, from the variance of a feature map; constants for the gradient.
 * @param lowest the running minimum, with global scaling.
 */
export function lowerSampleWeights(
  lowering: Lowering,
  term: Term,
  { tensor, alpha, beta, mean: averages }: NonNullable<Term["sampleWeight"]>,
  lowest: Region | undefined,
): Region {
  return lowering.once(`weights of ${term.id}`, () => {
    const { batch: rows } = lowering.plan;
    const variance = transient(`${term.id} variance`, rows);
    const weights = transient(`${term.id} weights`, rows);
    lowerVariance(lowering, tensor, variance);
    lowering.emit("sampleWeights", { rows, alpha, beta }, { variance, lowest }, { weights });
    if (lowest !== undefined && lowering.mode.updatesStatistics) {
      lowering.emit("lowerMinimum", { rows }, { variance }, { lowest });
    }
    if (averages !== true) return weights;
    const mean = transient(`${term.id} mean weight`, rows);
    lowering.emit("meanWeight", { rows }, { weights }, { mean });
    return mean;
  });
}
