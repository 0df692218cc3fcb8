import { GRAM_CHUNK, pairCount } from "../../plan/gramLayout";
import type { Family } from "../../plan/operations";
import { part } from "../../plan/region";
import type { Emission } from "../emission";

/** What comes behind the backward pass: the update, and what is read back. */
export const updateFamily = {
  hits(out, { rows, classes }, { logits, labels }, { hits }) {
    out.call("hits", logits, labels, hits, rows, classes);
  },
  finish(out, { slots, stride, rows, means, used }, { values }, { results }) {
    for (let slot = 0; slot < slots; slot += 1) {
      const divisor = slot < means ? (used[slot] ?? 1) : 1;
      out.call("finish", part(values, slot * stride, rows), rows, divisor, part(results, slot, 1));
    }
  },
  squaredLength(out, { words }, { x }, { squares }) {
    out.call("gram", x, 1, words, 0, words, squares);
  },
  optimizer(out, { spec, words, switched, clip }, { control, gradients, squares }, { parameters, slots }) {
    const flat = [control, gradients, parameters, ...slots, words];
    if (spec.kind === "sgd") {
      out.call("sgd", ...flat, spec.momentum, spec.weightDecay, spec.nesterov, switched, squares, clip);
    } else {
      const { beta1, beta2, epsilon, weightDecay, decoupled } = spec;
      out.call("adam", ...flat, beta1, beta2, epsilon, weightDecay, decoupled, switched, squares, clip);
    }
  },
  gram(out, { losses, stride, bounds }, { gradients }, { gram }) {
    bounds.forEach(([from, to], layer) => {
      const pairs = pairCount(losses);
      const words = [from * GRAM_CHUNK, Math.min(to * GRAM_CHUNK, stride)] as const;
      out.call("gram", gradients, losses, stride, ...words, part(gram, layer * pairs, pairs));
    });
  },
  rowProducts(out, { rows, values }, { a, b }, { products }) {
    out.call("rowProducts", a, b, products, rows, values);
  },
} satisfies Partial<Family<Emission>>;
