import type { Executor, ProbeLoss } from "../../src/engine/executor";
import type { Contender, Report } from "../contender";
import type { Task } from "../task";

/** An executor of ours as a contender. @param facts what it says of itself. */
export function contenderOf(
  executor: Executor,
  task: Task,
  facts: () => Promise<Omit<Report, "probeMs" | "evaluateMs">>,
): Contender {
  const { plan, batch, learningRate } = task;
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
    report: async () => ({ ...(await facts()), ...(await measured(executor, task)) }),
  };
}

async function measured(executor: Executor, { plan, batch }: Task): Promise<Pick<Report, "probeMs" | "evaluateMs">> {
  const { heads } = plan.graph;
  if (heads.length < 2) return {};
  const losses = heads.map(({ branch }): ProbeLoss => ({
    id: branch,
    branch,
    coefficients: Float32Array.from(plan.terms, ({ id }) => (id === `ce/${branch}` ? 1 : 0)),
  }));
  const probe = (): Promise<unknown> => executor.probe(batch, losses, 0);
  const evaluate = (): Promise<unknown> => executor.evaluate(batch.images);
  return { probeMs: await fastest(probe), evaluateMs: await fastest(evaluate) };
}

/** The fastest of five runs for each call: other work on the machine only ever adds. */
export async function fastestProfile<E extends { readonly ms: number }>(
  profile: () => readonly E[] | Promise<readonly E[]>,
): Promise<readonly E[]> {
  const runs: (readonly E[])[] = [];
  for (let run = 0; run < 5; run += 1) runs.push(await profile());
  return (runs[0] ?? []).map((entry, index) => ({
    ...entry,
    ms: Math.min(...runs.map((each) => each[index]?.ms ?? entry.ms)),
  }));
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
