import type { Family } from "../../plan/operations";
import { GRAM_CHUNK, pairCount } from "../../plan/gramLayout";
import { transient } from "../../plan/region";
import type { Emission } from "../emission";
import { gramChunks, gramLayers } from "../kernels/gram";
import { finishRows, hitBody, hitRows } from "../kernels/logitsTerms";
import { optimizerStep } from "../kernels/optimizer";
import { rowProducts } from "../kernels/rowProducts";

/** What comes behind the backward pass: the update, and what is read back. */
export const updateFamily = {
  hits(out, { rows, classes }, { logits, labels }, { hits }) {
    if (out.adapterKind === "gpu") {
      out.rows({
        family: "hits",
        owner: undefined,
        rows,
        uses: {
          z: { region: logits, type: "f32", writes: false },
          labels: { region: labels, type: "i32", writes: false },
          hits: { region: hits, type: "f32", writes: true },
        },
        body: (at) => hitBody(classes, at("z"), at("labels"), at("hits")),
        work: rows * classes,
      });
      return;
    }
    out.dispatch(hitRows(rows, classes), logits, labels, hits);
  },
  finish(out, { slots, stride, rows, means, used }, { values }, { results }) {
    out.dispatch(finishRows(slots, stride, rows, means, used), values, results);
  },
  squaredLength(out, { words }, { x }, { squares }) {
    // A tree of three levels in a fixed order: chunks, runs of chunks, their sum.
    const chunks = Math.ceil(words / GRAM_CHUNK);
    const each = Math.ceil(Math.sqrt(chunks));
    const runs = Array.from(
      { length: Math.ceil(chunks / each) },
      (_, run) => [run * each, Math.min(chunks, (run + 1) * each)] as const,
    );
    const parts = transient("square parts", chunks);
    const sums = transient("square sums", runs.length);
    out.dispatch(gramChunks(1, words, chunks), x, parts);
    out.dispatch(gramLayers(1, chunks, runs), parts, sums);
    out.dispatch(gramLayers(1, runs.length, [[0, runs.length]]), sums, squares);
  },
  optimizer(out, { spec, words, switched, clip }, { control, gradients, squares }, { parameters, slots }) {
    if (squares === undefined) {
      out.dispatch(optimizerStep(spec, words, switched), control, gradients, parameters, ...slots);
    } else {
      out.dispatch(optimizerStep(spec, words, switched, clip), control, gradients, parameters, ...slots, squares);
    }
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
