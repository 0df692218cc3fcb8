import type { Term } from "../../../graph/term";
import {
  lowerMinimum,
  meanWeight,
  sampleWeights,
  varianceJoin,
  variancePart,
  varianceParts,
} from "../kernels/sampleWeights";
import type { Lowering } from "../lowering";
import { transient, type Region } from "../region";

/** Unbiased variance over all values of each row of a tensor. */
export function lowerVariance(lowering: Lowering, tensor: string, variance: Region): void {
  const { batch } = lowering.plan;
  const features = lowering.wordsOf(lowering.node(tensor)) / batch;
  const parts = transient(`${tensor} variance parts`, batch * varianceParts(features) * 2);
  lowering.emit(variancePart(batch, features), lowering.value(tensor), parts);
  lowering.emit(varianceJoin(batch, features), parts, variance);
}

/**
 * The weights of a term's rows, from the variance of a feature map; constants for the gradient.
 * @param lowest the running minimum, with global scaling.
 */
export function lowerSampleWeights(
  lowering: Lowering,
  term: Term,
  settings: NonNullable<Term["sampleWeight"]>,
  lowest: Region | undefined,
): Region {
  return lowering.once(`weights of ${term.id}`, () => {
    const { batch } = lowering.plan;
    const variance = transient(`${term.id} variance`, batch);
    const weights = transient(`${term.id} weights`, batch);
    lowerVariance(lowering, settings.tensor, variance);
    const { alpha, beta } = settings;
    const kernel = sampleWeights(batch, { alpha, beta, global: lowest !== undefined });
    lowering.emit(kernel, variance, ...(lowest === undefined ? [] : [lowest]), weights);
    if (lowest !== undefined && lowering.mode.updatesStatistics) lowering.emit(lowerMinimum(batch), variance, lowest);
    if (settings.mean !== true) return weights;
    const mean = transient(`${term.id} mean weight`, batch);
    lowering.emit(meanWeight(batch), weights, mean);
    return mean;
  });
}
