import type { Experiment } from "../../experiment/experiment";
import type { EngineChoice } from "../../protocol/engineChoice";
import type { Capabilities } from "../../protocol/command";
import type { EngineRecord } from "../../protocol/event";
import { inTurn } from "../../client/inTurn";
import { worksOf } from "../../experiment/networks";
import { useLab, useLabParts } from "./labContext";

export interface Estimate {
  readonly ms: number;
  /** From earlier runs in this browser, or from the short test of its engines. */
  readonly measured: boolean;
}

/** The engine that a choice will most likely give. */
function engineOf(choice: EngineChoice, { engine: best, trials }: Capabilities): EngineRecord {
  const tried = trials?.trials.find(({ engine }) => engine === choice)?.record;
  if (tried !== undefined) return tried;
  switch (choice) {
    case "auto":
      return best;
    case "compiled":
      return { ...best, engine: "compiled", backend: "webgpu" };
    case "wasm":
      return { engine: "wasm", backend: "cpu", adapter: "" };
    case "tfjs-webgpu":
      return { ...best, engine: "tfjs", backend: "webgpu" };
    case "tfjs-webgl":
      return { ...best, engine: "tfjs", backend: "webgl" };
    case "tfjs-cpu":
      return { engine: "tfjs", backend: "cpu", adapter: "" };
    default:
      return choice satisfies never;
  }
}

/** How long a run of an experiment will take here; undefined until the machine is known. */
export function useEstimate(experiment: Experiment): Estimate | undefined {
  const { speeds } = useLabParts();
  const machine = useLab((state) => state.machine);
  const choice = useLab((state) => state.engineChoice);
  if (machine === undefined) return undefined;
  const engine = engineOf(choice, machine);
  const { msPerMultiplyAdd, overheadMs, measured } = speeds.speedOf({ ...machine, engine });
  const { multiplyAdds, arms } = inTurn(engine, worksOf(experiment), speeds.cores);
  return { ms: msPerMultiplyAdd * multiplyAdds + overheadMs * experiment.training.budget * arms, measured };
}
