import type { Family } from "../../plan/operations";
import type { Emission } from "../emission";
import { activationKind, slopeKind } from "./activation";

export const elementwiseFamily = {
  activation(out, { words, activation }, { x }, { y }) {
    out.call("activation", x, y, words, activationKind(activation));
  },
  activationGradient(out, { words, activation, accumulate }, { dy, x }, { dx }) {
    out.call("activationGradient", dy, x, dx, words, slopeKind({ from: "input", activation }), accumulate);
  },
  add(out, { words, activation }, { a, b }, { y }) {
    out.call("add", a, b, y, words, activationKind(activation));
  },
  addGradient(out, { words, activation, accumulate }, { dy, y }, { dx }) {
    out.call("activationGradient", dy, y, dx, words, slopeKind({ from: "output", activation }), accumulate);
  },
  copy(out, { words, accumulate }, { x }, { y }) {
    out.call("copy", x, y, words, accumulate);
  },
  copyChannels(out, { rows, channels, from, to, accumulate }, { x }, { y }) {
    out.call("copyChannels", x, from.width, from.from, y, to.width, to.from, rows, channels, accumulate);
  },
  padChannels(out, { rows, from, to }, { x }, { y }) {
    out.call("padChannels", x, y, rows, from, to);
  },
  dropout(out, { words, rate, accumulate }, { x, key }, { y }) {
    const threshold = Math.min(Math.ceil(rate * 2 ** 32), 2 ** 32 - 1);
    out.call("dropout", x, key, y, words, threshold, 1 / (1 - rate), accumulate);
  },
} satisfies Partial<Family<Emission>>;
