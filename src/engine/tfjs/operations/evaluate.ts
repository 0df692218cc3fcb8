import { sizeOf } from "../../../graph/shape";
import type { EvaluateOptions, ExecutorPlan, HeadOutput } from "../../executor";
import { forward, tensorOf, type ForwardMode } from "../forward";
import { imagesOf, takeAll } from "../read";
import type { TfjsState } from "../state";
import { featureVariance } from "../terms";
import * as tf from "../tf";

/** Rows of one inference pass: large enough to be efficient, small enough for a phone. */
const EVALUATION_ROWS = 128;

/** Inference with running statistics. */
export async function evaluate(
  { graph, seed }: ExecutorPlan,
  state: TfjsState,
  images: Float32Array,
  options: EvaluateOptions,
): Promise<readonly HeadOutput[]> {
  const perImage = sizeOf(graph.input);
  const rows = images.length / perImage;
  const weighed = (branch: string): readonly string[] => {
    const tensor = options.variances?.[branch];
    return tensor === undefined ? [] : [tensor];
  };
  const mode: ForwardMode = { training: false, throughObservers: false, seed, step: 0 };
  const chunks: tf.Tensor[][] = [];
  try {
    for (let start = 0; start < rows; start += EVALUATION_ROWS) {
      const part = images.subarray(start * perImage, Math.min(rows, start + EVALUATION_ROWS) * perImage);
      chunks.push(
        tf.tidy(() => {
          const pass = forward(graph, state.values, imagesOf(part, graph.input), mode);
          const wanted = graph.heads.flatMap((head) => [
            tensorOf(pass, head.logits),
            ...(options.embeddings === true ? [tensorOf(pass, head.embedding)] : []),
            ...weighed(head.branch).map((tensor) => featureVariance(tensorOf(pass, tensor))),
          ]);
          return wanted.map((tensor) => tf.clone(tensor));
        }),
      );
    }
  } catch (cause) {
    tf.dispose(chunks);
    throw cause;
  }
  const read = await Promise.all(chunks.map(takeAll));
  let at = 0;
  const next = (): Float32Array => {
    const place = at++;
    return joined(read.map((chunk) => chunk[place]));
  };
  return graph.heads.map(({ branch }) => ({
    branch,
    logits: next(),
    ...(options.embeddings === true ? { embedding: next() } : {}),
    ...(weighed(branch).length > 0 ? { variance: next() } : {}),
  }));
}

function joined(parts: readonly (Float32Array | undefined)[]): Float32Array {
  const present = parts.filter((part) => part !== undefined);
  const result = new Float32Array(present.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of present) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}
