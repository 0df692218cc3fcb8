import type { Engine } from "../engine";
import { openTfjs } from "../tfjs/openBackend";
import { TfjsExecutor } from "../tfjs/tfjsExecutor";

/** tfjs on the processor as an engine, for tests in Node. */
export async function openCpuEngine(): Promise<Engine> {
  const facts = await openTfjs("cpu");
  return {
    record: { engine: "tfjs", backend: "cpu", adapter: "" },
    software: true,
    augments: false,
    fault: () => undefined,
    create: (plan) => Promise.resolve(new TfjsExecutor(plan, facts)),
    dispose: () => undefined,
  };
}
