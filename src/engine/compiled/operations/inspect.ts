import { badTensor } from "../../badTensor";
import type { BadTensor, StepInput } from "../../executor";
import type { Core } from "../core";
import { namedRegions } from "../../plan/namedRegions";
import { stepRun } from "../../plan/runs";
import { ownStep } from "./step";

/** A step, dispatch by dispatch, until one writes what is no number. */
export async function inspect(core: Core, input: StepInput, limit?: number): Promise<BadTensor | undefined> {
  const own = ownStep(input);
  const name = namedRegions(core.plan.graph);
  return core.inOrder(async () => {
    const { lowered, program, readback } = await core.ready(own.batch, () => core.programs.inspection());
    await readback.drained();
    return () => {
      const { write } = stepRun(core.plan, own);
      const first = core.write(lowered, own.batch, own.step, write);
      core.steps = own.step + 1;
      return program.inspect(name, ([kind, tensor], values) => badTensor(kind, tensor, values, limit), first);
    };
  });
}
