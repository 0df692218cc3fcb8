import type { HeadOutput } from "../executor";
import type { HeadSlots } from "./inference";

/** Room for the outputs of a head over all rows. */
export function emptyOutput({ head, logits, embedding }: HeadSlots, rows: number): HeadOutput {
  return {
    branch: head.branch,
    logits: new Float32Array(rows * logits.perRow),
    ...(embedding === undefined ? {} : { embedding: new Float32Array(rows * embedding.perRow) }),
  };
}

/** Copies one batch's outputs of a head to rows `from`, `from + 1`, … of the whole. */
export function collectOutput(
  view: ArrayBuffer,
  { logits, embedding }: HeadSlots,
  output: HeadOutput,
  from: number,
  count: number,
): void {
  output.logits.set(new Float32Array(view, 4 * logits.offset, count * logits.perRow), from * logits.perRow);
  if (embedding === undefined) return;
  const values = new Float32Array(view, 4 * embedding.offset, count * embedding.perRow);
  output.embedding?.set(values, from * embedding.perRow);
}
