import { evaluationBatch } from "../data/batch";
import { optimizerSpecOf } from "../experiment/network";
import { HALF } from "../graph/agreement";
import type { NetworkGraph } from "../graph/networkGraph";
import type { Term } from "../graph/term";
import type { ProbeRecord, TrainEvent } from "../protocol/event";
import type { Batch, Executor, ProbeLoss } from "./executor";
import type { TrainingArm, TrainingRun } from "./trainingRun";

/** Images of one batch of the reference probe, and how many batches are averaged. */
const REFERENCE_ROWS = 128;
const REFERENCE_BATCHES = 4;

/**
 * The losses whose gradients are compared: every head's cross-entropy alone, which means the same under every method,
 * and main's on the first half of the batch for the split-half reference.
 */
export function probeLosses(graph: NetworkGraph, terms: readonly Term[], rows: number): readonly ProbeLoss[] {
  const losses = graph.heads.flatMap(({ branch }): readonly ProbeLoss[] => {
    const index = terms.findIndex((term) => term.kind === "crossEntropy" && term.branch === branch);
    if (index < 0) return [];
    const coefficients = new Float32Array(terms.length);
    coefficients[index] = 1;
    return [{ id: `ce/${branch}`, branch, coefficients }];
  });
  const [main] = losses;
  if (main?.branch !== "main") return losses;
  return [...losses, { ...main, id: HALF, rows: [0, Math.floor(rows / 2)] }];
}

/** Probes every arm on one batch; changes no training bit. */
export async function probeArms(
  arms: readonly TrainingArm[],
  batch: Batch,
  step: number,
): Promise<readonly ProbeRecord[]> {
  const records = arms.map(({ graph, plan, executor }) => probeOne(executor, graph, plan.terms, batch, step));
  return Promise.all(records);
}

async function probeOne(
  executor: Executor,
  graph: NetworkGraph,
  terms: readonly Term[],
  batch: Batch,
  step: number,
): Promise<ProbeRecord> {
  if (graph.heads.length < 2) return { layers: [], losses: [], gram: [] };
  const losses = probeLosses(graph, terms, batch.labels.length);
  const { layers, gram } = await executor.probe(batch, losses, step);
  return { layers, losses: losses.map((loss) => loss.id), gram: Array.from(gram) };
}

type ReferenceEvent = Omit<Extract<TrainEvent, { type: "probe" }>, "run">;

/**
 * The reference probe: the first training images without augmentation, in batches of 128, one event a batch. Runs on
 * executors of its own with the arms' weights, because an executor's batch size is fixed.
 */
export async function* probeReference(
  run: TrainingRun,
  step: number,
  now: () => number,
): AsyncGenerator<ReferenceEvent, void> {
  const { experiment, splits, info, engine } = run;
  const rows = Math.min(REFERENCE_ROWS, splits.train.count);
  const batches = Math.min(REFERENCE_BATCHES, Math.floor(splits.train.count / rows));
  const optimizer = optimizerSpecOf(experiment);
  const probes: TrainingArm[] = [];
  try {
    for (const arm of run.arms) {
      const plan = { graph: arm.graph, terms: arm.plan.terms, optimizer, batchSize: rows, seed: experiment.seed };
      const executor = await engine.create(plan);
      probes.push({ ...arm, executor });
      await executor.restore(await arm.executor.snapshot());
    }
    for (let batch = 0; batch < batches; batch += 1) {
      const began = now();
      const images = evaluationBatch(splits.train, info, batch * rows, rows);
      const arms = await probeArms(probes, images, step);
      yield { step, type: "probe", kind: "reference", batch, arms, probeMs: now() - began };
    }
  } finally {
    for (const { executor } of probes) executor.dispose();
  }
}
