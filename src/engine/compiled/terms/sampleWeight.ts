import type { Term } from "../../../graph/term";
import { lowerMinimum, sampleWeights, varianceJoin, variancePart, varianceParts } from "../kernels/sampleWeights";
import type { Lowering } from "../lowering";
import { transient, type Region } from "../region";

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
    const features = lowering.wordsOf(lowering.node(settings.tensor)) / batch;
    const parts = transient(`${term.id} variance parts`, batch * varianceParts(features) * 2);
    const variance = transient(`${term.id} variance`, batch);
    const weights = transient(`${term.id} weights`, batch);
    lowering.emit(variancePart(batch, features), lowering.value(settings.tensor), parts);
    lowering.emit(varianceJoin(batch, features), parts, variance);
    const { alpha, beta } = settings;
    const kernel = sampleWeights(batch, { alpha, beta, global: lowest !== undefined });
    lowering.emit(kernel, variance, ...(lowest === undefined ? [] : [lowest]), weights);
    if (lowest !== undefined && lowering.mode.updatesStatistics) lowering.emit(lowerMinimum(batch), variance, lowest);
    return weights;
  });
}
