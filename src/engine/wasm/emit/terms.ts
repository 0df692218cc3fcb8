import type { Family, Operations } from "../../plan/operations";
import { transient } from "../../plan/region";
import type { Argument, Emission } from "../emission";

export const termFamily = {
  crossEntropy(out, facts, reads, writes) {
    out.call("crossEntropy", ...logits(facts, reads, writes), facts.smoothing, facts.accumulate);
  },
  squaredHinge(out, facts, reads, writes) {
    out.call("squaredHinge", ...logits(facts, reads, writes), facts.accumulate);
  },
  mimic(out, facts, reads, writes) {
    const { kind, temperature, factor, side, accumulate } = facts;
    const settings = [kind === "kl", temperature, factor, side === "teacher", accumulate];
    out.call("mimic", ...logits(facts, reads, writes), ...settings);
  },
  contrast(out, facts, { embedding, labels, control }, { losses, slopes }) {
    const { rows, images, features, used, temperature, positives } = facts;
    const sizes = [rows, images, features, used, temperature, positives === "view"];
    out.call("contrast", embedding, labels, control, losses, slopes, ...sizes);
  },
  contrastGradient(out, { rows, features, temperature, accumulate }, { embedding, slopes }, { dx }) {
    out.call("contrastGradient", embedding, slopes, dx, rows, features, temperature, accumulate);
  },
  distance(out, { rows, used, count, measure }, { a, b, control }, { losses, slope }) {
    out.call("distance", a, b, control, losses, slope, rows, used, count, measure === "norm");
  },
  distanceGradient(out, { count, accumulate }, { a, b, slope }, { da }) {
    out.call("distanceGradient", a, b, slope, da, count, accumulate);
  },
  gate(out, { rows, used, gamma }, { raw, weights, control }, { losses, gated }) {
    // One double.
    const sum = transient(`${gated.name} norms`, 2);
    out.call("clear", sum, 2);
    for (const w of weights) out.call("addSquares", w, w.words, sum);
    out.call("gate", raw, sum, control, losses, gated, rows, used, gamma);
  },
  decayGradient(out, { words, accumulate }, { w, control }, { dw }) {
    out.call("decayGradient", w, control, dw, words, accumulate);
  },
  rowVariance(out, { rows, features }, { x }, { variance }) {
    out.call("rowVariance", x, variance, rows, features);
  },
  sampleWeights(out, { rows, alpha, beta }, { variance, lowest }, { weights }) {
    out.call("sampleWeights", variance, lowest, weights, rows, alpha, beta);
  },
  lowerMinimum(out, { rows }, { variance }, { lowest }) {
    out.call("lowerMinimum", variance, lowest, rows);
  },
  meanWeight(out, { rows }, { weights }, { mean }) {
    out.call("meanWeight", weights, mean, rows);
  },
} satisfies Partial<Family<Emission>>;

type Logits = Operations["squaredHinge"];

/** What every kernel over logits begins with. */
function logits(
  { rows, images, classes, used }: Logits["facts"],
  { a, b, control, weights }: Logits["reads"],
  { losses, dz }: Logits["writes"],
): readonly Argument[] {
  return [a, b, control, weights, losses, dz, rows, images, classes, used];
}
