import type { Family } from "../../plan/operations";
import { transient } from "../../plan/region";
import type { Emission } from "../emission";
import { denseForward, denseInputGradient, denseJoin, denseSplits, denseWeightGradient } from "../kernels/dense";
import {
  normaliseForward,
  normaliseGradient,
  scaleGateForward,
  scaleGateMapGradient,
  scaleGateVectorGradient,
} from "../kernels/vector";

export const vectorFamily = {
  dense(out, { shape }, { x, w, bias }, { y }) {
    const splits = denseSplits(shape);
    const biased = bias !== undefined;
    if (splits === 1) {
      out.dispatch(denseForward(shape, biased), x, w, bias, y);
      return;
    }
    const parts = transient(`${y.name} parts`, splits * y.words);
    out.dispatch(denseForward(shape, biased), x, w, parts);
    out.dispatch(denseJoin(shape, splits, biased), parts, bias, y);
  },
  denseWeightGradient(out, { shape }, { x, dy }, { dw, db }) {
    out.dispatch(denseWeightGradient(shape, db !== undefined), x, dy, dw, db);
  },
  denseInputGradient(out, { shape, accumulate }, { dy, w }, { dx }) {
    out.dispatch(denseInputGradient(shape, accumulate), dy, w, dx);
  },
  normalise(out, { rows, features }, { x }, { y, norm }) {
    out.dispatch(normaliseForward(rows, features), x, y, norm);
  },
  normaliseGradient(out, { rows, features, accumulate }, { dy, y, norm }, { dx }) {
    out.dispatch(normaliseGradient(rows, features, accumulate), dy, y, norm, dx);
  },
  scaleGate(out, { batch, pixels, channels }, { x, gate }, { y }) {
    out.dispatch(scaleGateForward(batch, pixels, channels), x, gate, y);
  },
  scaleGateMapGradient(out, { batch, pixels, channels, accumulate }, { dy, gate }, { dx }) {
    out.dispatch(scaleGateMapGradient(batch, pixels, channels, accumulate), dy, gate, dx);
  },
  scaleGateVectorGradient(out, { batch, pixels, channels, accumulate }, { dy, x }, { dgate }) {
    out.dispatch(scaleGateVectorGradient(batch, pixels, channels, accumulate), dy, x, dgate);
  },
} satisfies Partial<Family<Emission>>;
