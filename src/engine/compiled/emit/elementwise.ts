import type { Family } from "../../plan/operations";
import type { Emission } from "../emission";
import { activationForward, activationGradient } from "../kernels/activation";
import { addForward, addGradient } from "../kernels/add";
import { dropout } from "../kernels/dropout";
import { copyChannels, copyValues, padChannels } from "../kernels/reshape";

export const elementwiseFamily = {
  activation(out, { words, activation }, { x }, { y }) {
    out.dispatch(activationForward(words, activation), x, y);
  },
  activationGradient(out, { words, activation, accumulate }, { dy, x }, { dx }) {
    out.dispatch(activationGradient(words, activation, accumulate), dy, x, dx);
  },
  add(out, { words, activation }, { a, b }, { y }) {
    out.dispatch(addForward(words, activation), a, b, y);
  },
  addGradient(out, { words, activation, accumulate }, { dy, y }, { dx }) {
    out.dispatch(addGradient(words, activation, accumulate), dy, y, dx);
  },
  copy(out, { words, accumulate }, { x }, { y }) {
    out.dispatch(copyValues(words, accumulate), x, y);
  },
  copyChannels(out, { rows, channels, from, to, accumulate }, { x }, { y }) {
    out.dispatch(copyChannels(rows, from, to, channels, accumulate), x, y);
  },
  padChannels(out, { rows, from, to }, { x }, { y }) {
    out.dispatch(padChannels(rows, from, to), x, y);
  },
  dropout(out, { words, rate, accumulate }, { x, key }, { y }) {
    out.dispatch(dropout(words, rate, accumulate), x, key, y);
  },
} satisfies Partial<Family<Emission>>;
