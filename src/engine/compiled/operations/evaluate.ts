import { sizeOf } from "../../../graph/shape";
import type { EvaluateOptions, HeadOutput } from "../../executor";
import type { Core } from "../core";
import { imageCount } from "../../plan/checkInput";
import { collectOutput, emptyOutput } from "../../plan/outputs";

/**
 * Inference, a batch at a time; the last one is filled up with zeros.
 * @throws RangeError when the images are not whole.
 */
export async function evaluate(
  core: Core,
  images: Float32Array,
  options: EvaluateOptions,
): Promise<readonly HeadOutput[]> {
  const { batchSize, graph } = core.plan;
  const perImage = sizeOf(graph.input);
  const rows = imageCount(core.plan, images);
  const own = images.slice();
  return core.inOrder(async () => {
    const runnable = await core.programs.inference(options);
    const parts = runnable.lowered.heads.map((slots) => ({ slots, output: emptyOutput(slots, rows) }));
    const padded = new Float32Array(batchSize * perImage);
    const chunks: Promise<void>[] = [];
    for (let from = 0; from < rows; from += batchSize) {
      await runnable.readback.free();
      core.assertAlive();
      padded.fill(0).set(own.subarray(from * perImage, (from + batchSize) * perImage));
      core.input.uploadImages(padded);
      const count = Math.min(batchSize, rows - from);
      const chunk = core.execute(runnable, undefined, (view) => {
        for (const { slots, output } of parts) collectOutput(view, slots, output, from, count);
      });
      // Promise.all below reports a failure; until it listens, nobody must be alarmed.
      chunk.catch(() => undefined);
      chunks.push(chunk);
    }
    return () => Promise.all(chunks).then(() => parts.map(({ output }) => output));
  });
}
