import type { Family } from "../../plan/operations";
import { transient } from "../../plan/region";
import type { Emission } from "../emission";
import { packedWords } from "./conv";

export const vectorFamily = {
  dense(out, { shape: { rows, inputs, outputs } }, { x, w, bias }, { y }) {
    const packed = transient("packed weights", packedWords(inputs, outputs));
    out.call("dense", x, w, bias, y, packed, rows, inputs, outputs);
  },
  denseWeightGradient(out, { shape: { rows, inputs, outputs } }, { x, dy }, { dw, db }) {
    out.call("denseWeightGradient", x, dy, dw, rows, inputs, outputs);
    if (db !== undefined) out.call("biasGradient", dy, rows, outputs, db);
  },
  denseInputGradient(out, { shape: { rows, inputs, outputs }, accumulate }, { dy, w }, { dx }) {
    const packed = transient("turned weights", packedWords(outputs, inputs));
    out.call("denseInputGradient", dy, w, dx, packed, rows, inputs, outputs, accumulate);
  },
  normalise(out, { rows, features }, { x }, { y, norm }) {
    out.call("normalise", x, y, norm, rows, features);
  },
  normaliseGradient(out, { rows, features, accumulate }, { dy, y, norm }, { dx }) {
    out.call("normaliseGradient", dy, y, norm, dx, rows, features, accumulate);
  },
  scaleGate(out, { batch, pixels, channels }, { x, gate }, { y }) {
    out.call("scaleGate", x, gate, y, batch, pixels, channels, false);
  },
  scaleGateMapGradient(out, { batch, pixels, channels, accumulate }, { dy, gate }, { dx }) {
    out.call("scaleGate", dy, gate, dx, batch, pixels, channels, accumulate);
  },
  scaleGateVectorGradient(out, { batch, pixels, channels, accumulate }, { dy, x }, { dgate }) {
    out.call("scaleGateVectorGradient", dy, x, dgate, batch, pixels, channels, accumulate);
  },
} satisfies Partial<Family<Emission>>;
