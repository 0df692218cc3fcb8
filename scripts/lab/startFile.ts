import { ARM_LETTERS, type Experiment } from "../../src/experiment/experiment";
import { networksOf, weightKeysOf } from "../../src/experiment/networks";
import { learningFields } from "../../src/experiment/fields";
import { initialValues, WEIGHTS_KEY_DIGITS } from "../../src/schema/field";
import { weightsHash } from "../../src/storage/weightsHash";
import { InputError } from "./inputError";
import { storedForm } from "./snapshotFile";
import { readTeachers, type StoredTeacher } from "./teachers";
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
