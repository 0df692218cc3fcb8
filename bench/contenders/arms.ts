import type { Contender } from "../../src/engine/benchmark/contender";
import { createCompiledExecutor, type CompiledExecutor } from "../../src/engine/compiled/compiledExecutor";
import { createTogether } from "../../src/engine/compiled/together";
import type { EngineDevice } from "../../src/engine/device";
import type { Batch, ExecutorPlan, StepInput, StepResult } from "../../src/engine/executor";
import { countKernels } from "../countKernels";

/** How the arms of an experiment take a step: every dispatch by itself, equal ones of an arm as one, or equal ones of all arms. */
export const ARM_WAYS = ["one by one", "arm by arm", "together"] as const;
export type ArmWay = (typeof ARM_WAYS)[number];

/** Arms that take their steps in one of the ways, on the same batch. */
export async function openArms(
  plans: readonly ExecutorPlan[],
  batch: Batch,
  device: EngineDevice,
  way: ArmWay,
): Promise<Contender> {
  const start = performance.now();
  const { step, dispatches } = await (way === "together"
    ? createTogether(plans, device)
    : openApart(plans, device, way === "one by one" ? "none" : "together"));
  const buildMs = performance.now() - start;
  const results: Promise<readonly StepResult[]>[] = [];
  return {
    step() {
      const at = results.length;
      const inputs = plans.map(({ terms }): StepInput => {
        const coefficients = new Float32Array(2 * terms.length).fill(1);
        return { step: at, learningRate: 0.05, coefficients, batch };
      });
      results.push(step(inputs));
    },
    async sync() {
      await results.at(-1);
    },
    losses: async () =>
      (await Promise.all(results)).map((arms) =>
        arms.flatMap(({ losses }) => [...losses]).reduce((sum, loss) => sum + loss, 0),
      ),
    report() {
      const families = countKernels(plans, device.adapter.kind);
      const profile = families.map(({ family, work }) => ({ family, work, ms: Number.NaN }));
      return Promise.resolve({ buildMs, dispatches, deviceBytes: Number.NaN, profile });
    },
  };
}

async function openApart(plans: readonly ExecutorPlan[], device: EngineDevice, merging: "none" | "together") {
  const executors: CompiledExecutor[] = [];
  for (const plan of plans) executors.push(await createCompiledExecutor(plan, device, undefined, { merging }));
  return {
    dispatches: executors.reduce((sum, { compiledFacts }) => sum + compiledFacts.dispatches, 0),
    step: (inputs: readonly StepInput[]): Promise<readonly StepResult[]> =>
      Promise.all(
        inputs.flatMap((input, arm) => {
          const executor = executors[arm];
          return executor === undefined ? [] : [executor.step(input)];
        }),
      ),
  };
}
