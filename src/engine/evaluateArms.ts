import { metrics } from "../catalog/metrics";
import { evaluationBatch } from "../data/batch";
import type { ByBranch } from "../protocol/event";
import type { TrainingRun } from "./trainingRun";

/** Images handed to an executor at once. */
const CHUNK = 512;

/**
 * Every metric of every head of every arm on the first test images, which are the same at every step.
 * @param images how many; at most the test set.
 */
export async function evaluateArms(
  run: TrainingRun,
  images: number,
): Promise<{ readonly images: number; readonly arms: readonly { readonly [series: string]: ByBranch }[] }> {
  const { info, splits } = run;
  const count = Math.min(images, splits.test.count);
  const labels = splits.test.labels.subarray(0, count);
  const arms: { [series: string]: ByBranch }[] = [];
  for (const { executor, graph } of run.arms) {
    const parts = graph.heads.map(() => new Float32Array(count * graph.classes));
    for (let start = 0; start < count; start += CHUNK) {
      const batch = evaluationBatch(splits.test, info, start, Math.min(CHUNK, count - start));
      const outputs = await executor.evaluate(batch.images);
      outputs.forEach(({ logits }, head) => parts[head]?.set(logits, start * graph.classes));
    }
    const series: { [name: string]: { [branch: string]: number } } = {};
    graph.heads.forEach(({ branch }, head) => {
      const logits = parts[head] ?? new Float32Array();
      const context = { logits, labels, classes: graph.classes, hierarchies: info.hierarchies };
      for (const metric of Object.values(metrics)) {
        for (const [key, value] of metric.measure(context)) {
          const name = key === "" ? metric.kind : `${metric.kind}/${key}`;
          series[name] = { ...series[name], [branch]: value };
        }
      }
    });
    arms.push(series);
  }
  return { images: count, arms };
}
