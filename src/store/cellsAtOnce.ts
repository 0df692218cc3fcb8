import { datasetInfoOf } from "../experiment/network";
import type { EngineChoice } from "../protocol/engineChoice";
import type { Sweep } from "../sweep/sweep";
import type { LabState } from "./labState";
import type { LabStore } from "./labStore";

/** Every worker draws or loads the pictures for itself; all of them together take no more. */
const MOST_BYTES = 2 ** 30;

/** On which engine a sweep is trained here, and how many of its runs at once. */
export interface CellsAtOnce {
  readonly engine: EngineChoice;
  readonly atOnce: number;
}

/**
 * A run of a sweep has one arm. In WebAssembly that is one core, so that every core may train one; on all other engines
 * one device would take them in turn.
 */
export function cellsAtOnce(
  { engineChoice, machine }: Pick<LabState, "engineChoice" | "machine">,
  sweep: Sweep | undefined,
  cores: number,
): CellsAtOnce {
  const isWasm = engineChoice === "wasm" || (engineChoice === "auto" && machine?.engine.engine === "wasm");
  if (!isWasm || sweep === undefined) return { engine: engineChoice, atOnce: 1 };
  const { trainCount, testCount, height, width, channels } = datasetInfoOf(sweep.base);
  const bytes = (trainCount + testCount) * height * width * channels;
  // Named, so that no worker looks for the fastest engine while the others train.
  return { engine: "wasm", atOnce: Math.max(1, Math.min(cores, Math.floor(MOST_BYTES / bytes))) };
}

/** Resolves once it is known what this machine can do, or that this cannot be found out. Asked for when the page opens. */
export function untilMachineKnown(lab: Pick<LabStore, "getState" | "subscribe">): Promise<void> {
  const isKnown = ({ machine, fault }: LabState): boolean => machine !== undefined || fault !== undefined;
  return new Promise((resolve) => {
    if (isKnown(lab.getState())) return resolve();
    const leave = lab.subscribe((state) => {
      if (!isKnown(state)) return;
      leave();
      resolve();
    });
  });
}
