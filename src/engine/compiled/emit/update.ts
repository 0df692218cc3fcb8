import type { Family } from "../../plan/operations";
import { GRAM_CHUNK, pairCount } from "../../plan/gramLayout";
import { transient } from "../../plan/region";
import type { Emission } from "../emission";
import { gramChunks, gramLayers } from "../kernels/gram";
import { finishRows, hitRows } from "../kernels/logitsTerms";
import { optimizerStep } from "../kernels/optimizer";
import { rowProducts } from "../kernels/rowProducts";

/** What comes behind the backward pass: the update, and what is read back. */
export const updateFamily = {
  hits(out, { rows, classes }, { logits, labels }, { hits }) {
    out.dispatch(hitRows(rows, classes), logits, labels, hits);
  },
  finish(out, { slots, stride, rows, means, used }, { values }, { results }) {
    out.dispatch(finishRows(slots, stride, rows, means, used), values, results);
  },
  optimizer(out, { spec, words, switched }, { control, gradients }, { parameters, slots }) {
    out.dispatch(optimizerStep(spec, words, switched), control, gradients, parameters, ...slots);
  },
  gram(out, { losses, stride, bounds }, { gradients }, { gram }) {
    const chunks = stride / GRAM_CHUNK;
    const parts = transient("gram parts", chunks * pairCount(losses));
    out.dispatch(gramChunks(losses, stride, chunks), gradients, parts);
    out.dispatch(gramLayers(losses, chunks, bounds), parts, gram);
  },
  rowProducts(out, { rows, values }, { a, b }, { products }) {
    out.dispatch(rowProducts(rows, values), a, b, products);
  },
} satisfies Partial<Family<Emission>>;
