import { existsSync } from "node:fs";
import { ARM_LETTERS, type Experiment } from "../../src/experiment/experiment";
import { trunkNetwork } from "../../src/experiment/network";
import { networksOf, weightKeysOf } from "../../src/experiment/networks";
import { learningFields } from "../../src/experiment/fields";
import { initialValues, WEIGHTS_KEY_DIGITS } from "../../src/schema/field";
import { weightsHash } from "../../src/storage/weightsHash";
import { expandSweep } from "../../src/sweep/expandSweep";
import type { Sweep } from "../../src/sweep/sweep";
import { startFault, startKeysOf } from "../../src/sweep/sweepStarts";
import { faultText } from "../../src/ui/words/reasonWords";
import { InputError } from "./inputError";
import { snapshotPath, storedForm } from "./snapshotFile";
import { splitArgument } from "./storedRun";
import { floats, readTeachers, type StoredTeacher } from "./teachers";
import { readWeights } from "./weightsOf";

/** An experiment that starts from given weights, and the weights. */
export interface WithStart {
  readonly experiment: Experiment;
  readonly weights: readonly StoredTeacher[];
}

/**
 * The weights that arms start from. Where the experiment names none, every arm starts from those of a file of safetensors.
 * @param argument safetensors in PyTorch's names, a run with its snapshot, or a file of runs.
 * @throws InputError when no weights are there, they are another network's, or others than the experiment names.
 */
export async function withStart(experiment: Experiment, argument: string): Promise<WithStart> {
  startFiles(argument);
  const { arms } = networksOf(experiment);
  const named = arms.flatMap((network) => network?.startKey ?? []);
  if (!argument.endsWith(".safetensors")) return fromRuns(experiment, named, argument);
  const starting = arms.flatMap((network, index) =>
    network === undefined || (named.length > 0 && network.startKey === undefined) ? [] : [{ network, index }],
  );
  const weights: StoredTeacher[] = [];
  let key = "";
  for (const { network, index } of starting) {
    const letter = ARM_LETTERS[index] ?? "";
    const { tensors } = readWeights(argument, network.graph, `arm ${letter}`);
    key = (await weightsHash(tensors)).slice(0, WEIGHTS_KEY_DIGITS);
    if (network.startKey !== undefined && network.startKey !== key) {
      throw new InputError(`${argument} holds the weights ${key}, and arm ${letter} starts from ${network.startKey}`);
    }
    const [stored] = storedForm({ step: 0, arms: [{ tensors, variants: {} }] }).arms;
    if (weights.length === 0 && stored !== undefined) weights.push([key, stored.tensors]);
  }
  return { experiment: named.length > 0 ? experiment : startingFrom(experiment, key), weights };
}

/**
 * The files that an argument of `--start` is read from: of a run that was written with `--out`, its snapshot.
 * @throws InputError where there is none.
 */
export function startFiles(argument: string): readonly string[] {
  const { path } = splitArgument(argument);
  const found = [path, snapshotPath(argument)].filter((each) => existsSync(each));
  if (found.length === 0) throw new InputError(`--start ${argument}: there is no such file`);
  return found;
}

/** A sweep whose runs start from given weights, and the weights. */
export interface SweepWithStart {
  readonly sweep: Sweep;
  readonly weights: readonly StoredTeacher[];
}

/**
 * The weights that all runs of a sweep start from. Placements differ from run to run, so that of a file of safetensors the trunk and
 * main's head are taken, whatever branches it has. Where the sweep names no weights, every arm starts from these.
 * @throws InputError when no weights are there, they are another network's than some run's, or others than the sweep names.
 */
export async function withSweepStart(sweep: Sweep, argument: string): Promise<SweepWithStart> {
  startFiles(argument);
  const named = startKeysOf(sweep);
  const weights = argument.endsWith(".safetensors")
    ? [await trunkOf(sweep, argument)]
    : (await fromRuns(sweep.base, named, argument)).weights;
  const there = weights.map(([key]) => key);
  const other = named.find((key) => !there.includes(key));
  if (other !== undefined) {
    throw new InputError(
      `${argument} holds the weights ${there.join(", ")} (of the trunk and main's head), and the sweep starts from ${other}`,
    );
  }
  const base = named.length > 0 ? sweep.base : startingFrom(sweep.base, there[0] ?? "");
  const started = { ...sweep, base };
  const given = new Map(
    weights.map(([key, tensors]) => [key, new Map(tensors.map(([name, text]) => [name, floats(text)]))]),
  );
  const [seed = 0] = sweep.seeds;
  for (const cell of expandSweep({ ...started, seeds: [seed] })) {
    const fault = startFault(cell, given);
    if (fault !== undefined) {
      const where = cell.placement.length === 0 ? "without forks" : `with forks at ${cell.placement.join(", ")}`;
      throw new InputError(`${cell.title} ${where} cannot start from ${argument}: ${faultText(fault)}`);
    }
  }
  return { sweep: started, weights };
}

async function trunkOf({ base }: Sweep, path: string): Promise<StoredTeacher> {
  const { tensors } = readWeights(path, trunkNetwork(base), "the trunk", "main");
  const [stored] = storedForm({ step: 0, arms: [{ tensors, variants: {} }] }).arms;
  return [(await weightsHash(tensors)).slice(0, WEIGHTS_KEY_DIGITS), stored?.tensors ?? []];
}

/** Weights of runs have keys already: the experiment says which of them it means. */
async function fromRuns(experiment: Experiment, named: readonly string[], argument: string): Promise<WithStart> {
  const found = await readTeachers(argument);
  const wanted = weightKeysOf(experiment);
  const weights = found.filter(([key]) => wanted.includes(key));
  const there = found.map(([key]) => key).join(", ");
  if (named.length === 0) {
    throw new InputError(
      `no arm says which network of ${argument} it starts from: write learn.start=KEY into it, with one of ${there}; or give a file of safetensors (lab weights writes one)`,
    );
  }
  const missing = named.find((key) => !weights.some(([own]) => own === key));
  if (missing !== undefined) throw new InputError(`${argument} holds the weights ${there}, and not ${missing}`);
  return { experiment, weights };
}

function startingFrom(experiment: Experiment, start: string): Experiment {
  const arms = experiment.arms.map((arm) => ({
    ...arm,
    learning: { ...initialValues(learningFields), ...arm.learning, start },
  }));
  return { ...experiment, arms };
}
