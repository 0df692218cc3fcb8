import { createCompiledExecutor, type CompiledExecutor } from "../../src/engine/compiled/compiledExecutor";
import { openDevice } from "../../src/engine/device";
import type { Batch, ExecutorPlan, ProbeLoss } from "../../src/engine/executor";
import type { Term } from "../../src/graph/term";
import type { Contender, Report } from "../contender";
import { batchOf, graphOf, MOMENTUM, SEED, type Chain } from "../network";

const optimizer = { kind: "sgd", momentum: MOMENTUM, nesterov: false, weightDecay: 0 } as const;

export async function openCompiled(chain: Chain, rows: number): Promise<Contender> {
  const graph = graphOf(chain);
  const term: Term = {
    kind: "crossEntropy",
    id: "ce/main",
    branch: "main",
    logits: "dense",
    smoothing: 0,
    weight: { base: 1 },
    detach: [],
    rows: "all",
  };
  return openPlan(
    { graph, terms: [term], optimizer, batchSize: rows, seed: SEED },
    batchOf(chain, rows),
    chain.learningRate,
  );
}

export async function openPlan(plan: ExecutorPlan, batch: Batch, learningRate: number): Promise<Contender> {
  const device = await openDevice();
  const start = performance.now();
  const executor = await createCompiledExecutor(plan, device);
  const buildMs = performance.now() - start;
  const coefficients = new Float32Array(2 * plan.terms.length).fill(1);
  const results: Promise<{ readonly losses: Float32Array }>[] = [];
  return {
    step() {
      const step = results.length;
      results.push(executor.step({ step, learningRate, coefficients, batch }));
    },
    async sync() {
      await results.at(-1);
    },
    losses: async () => (await Promise.all(results)).map(({ losses }) => losses.reduce((sum, loss) => sum + loss, 0)),
    report: () => reportOf(executor, plan, batch, buildMs),
  };
}

async function reportOf(
  executor: CompiledExecutor,
  plan: ExecutorPlan,
  batch: Batch,
  buildMs: number,
): Promise<Report> {
  const { dispatches, submits, deviceBytes } = executor.compiledFacts;
  const { heads } = plan.graph;
  const profiles: Awaited<ReturnType<CompiledExecutor["profile"]>>[] = [];
  for (let run = 0; run < 5; run += 1) profiles.push(await executor.profile());
  // The fastest of five runs for each dispatch: other work on the machine only ever adds.
  const profile = (profiles[0] ?? []).map((entry, index) => ({
    ...entry,
    ms: Math.min(...profiles.map((each) => each[index]?.ms ?? entry.ms)),
  }));
  const report: Report = { buildMs, dispatches, submits, deviceBytes, profile };
  if (heads.length < 2) return report;
  const losses = heads.map(({ branch }): ProbeLoss => ({
    id: branch,
    branch,
    coefficients: Float32Array.from(plan.terms, ({ id }) => (id === `ce/${branch}` ? 1 : 0)),
  }));
  const probe = (): Promise<unknown> => executor.probe(batch, losses, 0);
  const evaluate = (): Promise<unknown> => executor.evaluate(batch.images);
  return { ...report, probeMs: await fastest(probe), evaluateMs: await fastest(evaluate) };
}

async function fastest(run: () => Promise<unknown>): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < 6; round += 1) {
    const start = performance.now();
    await run();
    // The first run compiles.
    if (round > 0) best = Math.min(best, performance.now() - start);
  }
  return best;
}
