import type { Experiment } from "../../experiment/experiment";
import { workOf } from "../../runs/networks";
import { useLab, useLabParts } from "./labContext";

export interface Estimate {
  readonly ms: number;
  /** From earlier runs in this browser. */
  readonly measured: boolean;
}

/** How long a run of an experiment will take here; undefined until the machine is known. */
export function useEstimate(experiment: Experiment): Estimate | undefined {
  const { speeds } = useLabParts();
  const machine = useLab((state) => state.machine);
  if (machine === undefined) return undefined;
  const { msPerMultiplyAdd, measured } = speeds.speedOf(machine);
  return { ms: msPerMultiplyAdd * workOf(experiment), measured };
}
