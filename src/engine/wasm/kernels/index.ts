/**
 * The module: what TypeScript may call. One function per operation of the plan, or nearly; arguments are byte addresses,
 * sizes and settings. Nothing here allocates: memory is laid out outside (`linearMemory.ts`).
 */
export { activation, activationGradient, add, copy, copyChannels, padChannels } from "./elementwise";
export { augment } from "./augment";
export { biasGradient, conv, convFilterGradient, convInputGradient } from "./conv";
export { contrast, contrastGradient } from "./contrast";
export { dense, denseInputGradient, denseWeightGradient } from "./dense";
export { depthwise, depthwiseFilterGradient, depthwiseInputGradient } from "./depthwise";
export { dropout } from "./dropout";
export { crossEntropy, finish, hits, mimic, squaredHinge } from "./logitsTerms";
export { exp, log } from "./math";
export { normApply, normGradient, normGradientSums, normRunning, normStats } from "./norm";
export { adam, sgd } from "./optimizer";
export {
  averagePool,
  averagePoolGradient,
  globalMean,
  globalMeanGradient,
  maxPool,
  maxPoolGradient,
  resizePool,
  resizePoolGradient,
} from "./pool";
export { gram, rowProducts } from "./products";
export { lowerMinimum, meanWeight, rowVariance, sampleWeights } from "./sampleWeights";
export { addSquares, decayGradient, distance, distanceGradient, gate } from "./squares";
export { normalise, normaliseGradient, scaleGate, scaleGateVectorGradient } from "./vector";
export { clear } from "./vectors";

/** The first byte that the module does not use itself. */
export function firstByte(): usize {
  return __heap_base;
}
