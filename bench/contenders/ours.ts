import type { Executor, ProbeLoss } from "../../src/engine/executor";
import type { Contender, Report } from "../../src/engine/benchmark/contender";
import { ownContender } from "../../src/engine/benchmark/ownContender";
import type { Task } from "../../src/engine/benchmark/task";

/** An executor of ours as a contender. @param facts what it says of itself. */
export function contenderOf(
  executor: Executor,
  task: Task,
  facts: () => Promise<Omit<Report, "probeMs" | "evaluateMs">>,
): Contender {
  return {
    ...ownContender(executor, task),
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
