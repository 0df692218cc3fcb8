import type { HeadOutput } from "../executor";
import type { HeadSlots } from "./inference";

/** Room for the outputs of a head over all rows. */
export function emptyOutput({ head, logits, embedding, variance }: HeadSlots, rows: number): HeadOutput {
  return {
    branch: head.branch,
    logits: new Float32Array(rows * logits.perRow),
    ...(embedding === undefined ? {} : { embedding: new Float32Array(rows * embedding.perRow) }),
    ...(variance === undefined ? {} : { variance: new Float32Array(rows) }),
  };
}

/** Copies one batch's outputs of a head to rows `from`, `from + 1`, … of the whole. */
export function collectOutput(
  view: ArrayBuffer,
  slots: HeadSlots,
  output: HeadOutput,
  from: number,
  count: number,
): void {
  for (const part of ["logits", "embedding", "variance"] as const) {
    const slot = slots[part];
    if (slot === undefined) continue;
    output[part]?.set(new Float32Array(view, 4 * slot.offset, count * slot.perRow), from * slot.perRow);
  }
}
