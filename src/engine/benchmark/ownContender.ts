import type { Executor } from "../executor";
import type { Contender } from "./contender";
import type { Task } from "./task";

/** An executor of ours as a contender. */
export function ownContender(executor: Executor, { plan, batch, learningRate }: Task): Contender {
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
  };
}

/** The fastest of some runs for each call: other work on the machine only ever adds. */
export async function fastestProfile<E extends { readonly ms: number }>(
  profile: () => readonly E[] | Promise<readonly E[]>,
  count = 5,
): Promise<readonly E[]> {
  const runs: (readonly E[])[] = [];
  for (let run = 0; run < count; run += 1) runs.push(await profile());
  return (runs[0] ?? []).map((entry, index) => ({
    ...entry,
    ms: Math.min(...runs.map((each) => each[index]?.ms ?? entry.ms)),
  }));
}
