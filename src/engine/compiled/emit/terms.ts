import type { Family, Operations } from "../../plan/operations";
import { transient, type Region } from "../../plan/region";
import type { Emission } from "../emission";
import { contrastGradient, contrastRows, similarities } from "../kernels/contrast";
import {
  crossEntropyTerm,
  mimicTerm,
  squaredHingeTerm,
  termKernel,
  type RowTerm,
  type TermOutputs,
} from "../kernels/logitsTerms";
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
    const outputs = outputsOf(facts, reads, writes);
    logitsRows(out, crossEntropyTerm(outputs, facts.smoothing), outputs, LABELS, reads, writes);
  },
  squaredHinge(out, facts, reads, writes) {
    const outputs = outputsOf(facts, reads, writes);
    logitsRows(out, squaredHingeTerm(outputs), outputs, LABELS, reads, writes);
  },
  mimic(out, facts, reads, writes) {
    const outputs = outputsOf(facts, reads, writes);
    logitsRows(out, mimicTerm(outputs, facts), outputs, LOGITS, reads, writes);
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

/** What a term's inputs are called, and how the second one's words are read. */
const LABELS = { a: "z", b: "labels", type: "i32" } as const;
const LOGITS = { a: "student", b: "teacher", type: "f32" } as const;

function logitsRows(
  out: Emission,
  term: RowTerm,
  outputs: TermOutputs,
  inputs: typeof LABELS | typeof LOGITS,
  { a, b, control, weights }: Logits["reads"],
  { losses, dz }: Logits["writes"],
): void {
  if (out.adapterKind === "gpu") {
    const reads = (region: Region, type: "f32" | "i32" = "f32") => ({ region, type, writes: false });
    const writes = (region: Region) => ({ region, type: "f32" as const, writes: true });
    out.rows({
      family: "terms",
      owner: dz ?? a,
      rows: outputs.rows,
      uses: {
        a: reads(a),
        b: reads(b, inputs.type),
        control: reads(control),
        ...(weights === undefined ? {} : { weights: reads(weights) }),
        ...(losses === undefined ? {} : { losses: writes(losses) }),
        ...(dz === undefined ? {} : { dz: writes(dz) }),
      },
      body: (at) =>
        term.body({
          a: at("a"),
          b: at("b"),
          control: at("control"),
          weights: at("weights"),
          losses: at("losses"),
          dz: at("dz"),
        }),
      work: term.work,
    });
    return;
  }
  out.dispatch(termKernel(term, outputs, inputs.a, inputs.b), a, b, control, weights, losses, dz);
}
