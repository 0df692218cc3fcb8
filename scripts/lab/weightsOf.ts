import { existsSync } from "node:fs";
import { storedExperiment } from "../../src/experiment/storedExperiment";
import { ARM_LETTERS, type Experiment } from "../../src/experiment/experiment";
import { builtNetworks } from "../../src/experiment/expansion";
import type { NetworkGraph } from "../../src/graph/networkGraph";
import { readSafetensors, WeightsError } from "../../src/torch/safetensors";
import { labTensors, type WeightsPart } from "../../src/torch/weights";
import { weightsFaultText } from "../../src/ui/words/weightsWords";
import { InputError, readGiven } from "./inputError";
import { parseSnapshot, snapshotPath } from "./snapshotFile";
import { readStoredRun } from "./storedRun";
import { floats } from "./teachers";

/** An arm of a run, as it was kept. */
export interface KeptArm {
  readonly experiment: Experiment;
  readonly link: string;
  /** Zero-based. */
  readonly arm: number;
  readonly graph: NetworkGraph;
  readonly step: number;
  readonly tensors: ReadonlyMap<string, Float32Array>;
}

/**
 * The last state of a run's arm: of one that was written with `--out`, or of a file that the page exported.
 * @param letter `A`; the first one when absent.
 * @throws InputError when there is no such run, state or arm.
 */
export function keptArm(argument: string, letter: string | undefined): KeptArm {
  const { experiment, link, step, arms } = keptState(argument);
  const arm = letter === undefined ? 0 : (ARM_LETTERS as readonly string[]).indexOf(letter.toUpperCase());
  const tensors = arms[arm];
  const graph = builtNetworks(experiment)[arm]?.graph;
  if (tensors === undefined || graph === undefined) {
    const there = ARM_LETTERS.slice(0, arms.length).join(", ");
    throw new InputError(`${argument} has no arm ${letter ?? ""}; there are ${there}`);
  }
  return { experiment, link, arm, graph, step, tensors };
}

function keptState(argument: string): {
  readonly experiment: Experiment;
  readonly link: string;
  readonly step: number;
  readonly arms: readonly ReadonlyMap<string, Float32Array>[];
} {
  const beside = snapshotPath(argument);
  if (existsSync(beside)) {
    const snapshot = parseSnapshot(beside);
    if (snapshot === undefined) throw new InputError(`${beside} is damaged; train the run again`);
    const arms = snapshot.arms.map(({ tensors }) => new Map(tensors.map(([name, text]) => [name, floats(text)])));
    return { experiment: storedExperiment(snapshot.link), link: snapshot.link, step: snapshot.step, arms };
  }
  const { entry, experiment, state } = readStoredRun(argument);
  if (state === undefined) throw new InputError(`${argument} was exported without weights`);
  return {
    experiment,
    link: entry.link,
    step: state.snapshot.step,
    arms: state.snapshot.arms.map(({ tensors }) => tensors),
  };
}

/**
 * Weights from a file for a network.
 * @param whose network it is, where there are several.
 * @param part `main` passes over branches that the file has.
 * @throws InputError saying why they cannot be used.
 */
export function readWeights(
  path: string,
  graph: NetworkGraph,
  whose?: string,
  part: WeightsPart = "whole",
): { readonly part: WeightsPart; readonly tensors: ReadonlyMap<string, Float32Array> } {
  const bytes = readGiven(path);
  try {
    const { tensors } = readSafetensors(bytes);
    return labTensors(graph, part === "whole" ? tensors : tensors.filter(({ name }) => !name.startsWith("branches.")));
  } catch (error) {
    const before = whose === undefined ? "" : `${whose}: `;
    if (error instanceof WeightsError) throw new InputError(`${before}${path} ${weightsFaultText(error.fault)}`);
    throw error;
  }
}
