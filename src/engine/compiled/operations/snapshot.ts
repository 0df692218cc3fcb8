import { checkSnapshot } from "../../checkSnapshot";
import type { Snapshot } from "../../executor";
import type { Core } from "../core";
import { slotNames } from "../../runningState";
import { readState, writeState } from "../stateMemory";

/** The state as it is when all earlier calls are done. */
export async function snapshot(core: Core): Promise<Snapshot> {
  return core.inOrder(() => () => {
    const { steps, programs } = core;
    const { variants, memory } = programs;
    return readState(core.state, memory, core.device).then((tensors) => ({ step: steps, tensors, variants }));
  });
}

/** Takes over a state, and the kernel variants that it was computed with. */
export async function restore(core: Core, given: Snapshot): Promise<void> {
  return core.inOrder(async () => {
    const { plan, programs } = core;
    checkSnapshot(given, plan.graph, (name) => slotNames(plan.optimizer, name));
    await programs.adopt(given.variants);
    core.assertAlive();
    writeState(core.state, programs.memory, core.device.gpu.queue, given.tensors);
    core.steps = given.step;
    return () => Promise.resolve();
  });
}
