import type { Family, Operations } from "../../plan/operations";
import { transient } from "../../plan/region";
import type { Emission } from "../emission";
import type { Kernel } from "../kernel";
import { contrastGradient, contrastRows, similarities } from "../kernels/contrast";
import { crossEntropyRows, mimicRows, squaredHingeRows, type TermOutputs } from "../kernels/logitsTerms";
import {
  lowerMinimum,
  meanWeight,
  sampleWeights,
  varianceJoin,
  variancePart,
  varianceParts,
} from "../kernels/sampleWeights";
import { decayGradient, distanceFinish, distanceGradient, gate, squareParts, squareSums } from "../kernels/squares";

export const termFamily = {
  crossEntropy(out, facts, reads, writes) {
    logitsRows(out, crossEntropyRows(outputsOf(facts, reads, writes), facts.smoothing), reads, writes);
  },
  squaredHinge(out, facts, reads, writes) {
    logitsRows(out, squaredHingeRows(outputsOf(facts, reads, writes)), reads, writes);
  },
  mimic(out, facts, reads, writes) {
    logitsRows(out, mimicRows(outputsOf(facts, reads, writes), facts), reads, writes);
  },
  contrast(out, facts, { embedding, labels, control }, { losses, slopes }) {
    const { rows, images, features, used, temperature, positives } = facts;
    const products = transient(`${slopes.name} similarities`, rows * rows);
    out.dispatch(similarities(rows, features, temperature), embedding, products);
    out.dispatch(contrastRows(rows, images, used, positives), products, labels, control, losses, slopes);
  },
  contrastGradient(out, { rows, features, temperature, accumulate }, { embedding, slopes }, { dx }) {
    out.dispatch(contrastGradient(rows, features, temperature, accumulate), embedding, slopes, dx);
  },
  distance(out, { rows, used, count, measure }, { a, b, control }, { losses, slope }) {
    const chunks = squareParts(count);
    const parts = transient(`${slope.name} parts`, chunks);
    out.dispatch(squareSums(count, true, chunks, 0), a, b, parts);
    out.dispatch(distanceFinish(rows, chunks, used, count, measure), parts, control, losses, slope);
  },
  distanceGradient(out, { count, accumulate }, { a, b, slope }, { da }) {
    out.dispatch(distanceGradient(count, accumulate), a, b, slope, da);
  },
  gate(out, { rows, used, gamma }, { raw, weights, control }, { losses, gated }) {
    const parts = weights.reduce((sum, { words }) => sum + squareParts(words), 0);
    const norms = parts === 0 ? undefined : transient(`${gated.name} norms`, parts);
    let offset = 0;
    for (const w of weights) {
      out.dispatch(squareSums(w.words, false, parts, offset), w, norms);
      offset += squareParts(w.words);
    }
    out.dispatch(gate(rows, parts, used, gamma), raw, norms, control, losses, gated);
  },
  decayGradient(out, { words, accumulate }, { w, control }, { dw }) {
    out.dispatch(decayGradient(words, accumulate), w, control, dw);
  },
  rowVariance(out, { rows, features }, { x }, { variance }) {
    const parts = transient(`${variance.name} parts`, rows * varianceParts(features) * 2);
    out.dispatch(variancePart(rows, features), x, parts);
    out.dispatch(varianceJoin(rows, features), parts, variance);
  },
  sampleWeights(out, { rows, alpha, beta }, { variance, lowest }, { weights }) {
    out.dispatch(sampleWeights(rows, { alpha, beta, global: lowest !== undefined }), variance, lowest, weights);
  },
  lowerMinimum(out, { rows }, { variance }, { lowest }) {
    out.dispatch(lowerMinimum(rows), variance, lowest);
  },
  meanWeight(out, { rows }, { weights }, { mean }) {
    out.dispatch(meanWeight(rows), weights, mean);
  },
} satisfies Partial<Family<Emission>>;

type Logits = Operations["squaredHinge"];

function outputsOf(
  { rows, images, classes, used, accumulate }: Logits["facts"],
  { weights }: Logits["reads"],
  { losses, dz }: Logits["writes"],
): TermOutputs {
  return {
    rows,
    images,
    classes,
    used,
    losses: losses !== undefined,
    weighted: weights !== undefined,
    ...(dz === undefined ? {} : { gradient: accumulate === true ? "accumulate" : "write" }),
  };
}

function logitsRows(
  out: Emission,
  kernel: Kernel,
  { a, b, control, weights }: Logits["reads"],
  { losses, dz }: Logits["writes"],
): void {
  out.dispatch(kernel, a, b, control, weights, losses, dz);
}
