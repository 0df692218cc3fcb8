import { sizeOf } from "../../../graph/shape";
import { plainSource, type BatchSource } from "../../../data/batchSource";
import type { EvaluateOptions, HeadOutput } from "../../executor";
import type { Core } from "../core";
import { imageCount } from "../../plan/checkInput";
import type { Encode } from "../program";
import { collectOutput, emptyOutput } from "../../plan/outputs";

/**
 * Inference, a batch at a time; the last one is filled up with zeros.
 * @throws RangeError when the images are not whole.
 */
export async function evaluate(
  core: Core,
  images: Float32Array | BatchSource,
  options: EvaluateOptions,
): Promise<readonly HeadOutput[]> {
  const { batchSize } = core.plan;
  const rows = imageCount(core.plan, images);
  const take = ArrayBuffer.isView(images) ? floatsIn(core, images.slice()) : picturesIn(core, images);
  return core.inOrder(async () => {
    const runnable = await core.programs.inference(options);
    const parts = runnable.lowered.heads.map((slots) => ({ slots, output: emptyOutput(slots, rows) }));
    await take.prepare();
    const chunks: Promise<void>[] = [];
    for (let from = 0; from < rows; from += batchSize) {
      await runnable.readback.free();
      core.assertAlive();
      const first = take.upload(from);
      const count = Math.min(batchSize, rows - from);
      const chunk = core.execute(runnable, first, (view) => {
        for (const { slots, output } of parts) collectOutput(view, slots, output, from, count);
      });
      // Promise.all below reports a failure; until it listens, nobody must be alarmed.
      chunk.catch(() => undefined);
      chunks.push(chunk);
    }
    return () => Promise.all(chunks).then(() => parts.map(({ output }) => output));
  });
}

/** How the images of a batch come to lie where the first layer reads. */
interface Take {
  /** Compiles what is needed for it. */
  prepare(): Promise<void>;
  /** @param from the first image. @returns what must run first. */
  upload(from: number): Encode | undefined;
}

function floatsIn({ plan, input }: Core, images: Float32Array): Take {
  const { batchSize, graph } = plan;
  const perImage = sizeOf(graph.input);
  const padded = new Float32Array(batchSize * perImage);
  return {
    prepare: () => Promise.resolve(),
    upload(from) {
      padded.fill(0).set(images.subarray(from * perImage, (from + batchSize) * perImage));
      input.uploadImages(padded);
      return undefined;
    },
  };
}

/** From the set's bytes on the device; rows beyond the last image show image 0, and nobody reads what becomes of them. */
function picturesIn({ plan, input }: Core, { set, table, indices }: BatchSource): Take {
  const own = indices.slice();
  const part = plainSource(set, table, new Uint32Array(plan.batchSize));
  return {
    prepare: () => input.prepareSource(part),
    upload(from) {
      part.indices.fill(0).set(own.subarray(from, from + plan.batchSize));
      return input.uploadSource(part);
    },
  };
}
