import { ARM_LETTERS, type Experiment } from "../../src/experiment/experiment";
import { encodeLink } from "../../src/experiment/link/encode";
import { networksOf, teacherKeysOf } from "../../src/experiment/networks";
import { WEIGHTS_KEY_DIGITS } from "../../src/schema/field";
import { weightsHash } from "../../src/storage/weightsHash";
import { InputError } from "./inputError";
import { storedForm } from "./snapshotFile";
import { readTeachers, type StoredTeacher } from "./teachers";
import { readWeights } from "./weightsOf";

/**
 * The weights that an experiment's arms learn from, and no others: a file may hold many runs.
 * @param argument a run with its snapshot, a file of runs, or safetensors in PyTorch's names.
 * @throws InputError when no weights are there, what holds them is damaged or another network's, or the experiment learns from
 *   others than those of the safetensors.
 */
export async function teachersFor(experiment: Experiment, argument: string): Promise<readonly StoredTeacher[]> {
  if (argument.endsWith(".safetensors")) return fromSafetensors(experiment, argument);
  const wanted = teacherKeysOf(experiment);
  return (await readTeachers(argument)).filter(([key]) => wanted.includes(key));
}

/** Weights that were trained elsewhere have a key like any others: whoever sends the link names them by it. */
async function fromSafetensors(experiment: Experiment, path: string): Promise<readonly StoredTeacher[]> {
  const teachers: StoredTeacher[] = [];
  for (const [index, network] of networksOf(experiment).arms.entries()) {
    if (network?.teacherKey === undefined) continue;
    const { graph, teacherKey } = network;
    const { part, tensors } = readWeights(path, graph);
    if (part === "main" && graph.heads.length > 1) {
      throw new InputError(
        `${path} holds main's path alone; arm ${ARM_LETTERS[index] ?? ""} imitates its branches, too`,
      );
    }
    const key = (await weightsHash(tensors)).slice(0, WEIGHTS_KEY_DIGITS);
    if (key !== teacherKey) {
      throw new InputError(
        `${path} holds the weights ${key}, and the experiment learns from ${teacherKey}; the one that learns from these is ` +
          `#${encodeLink(learningFrom(experiment, teacherKey, key))}`,
      );
    }
    const [arm] = storedForm({ step: 0, arms: [{ tensors, variants: {} }] }).arms;
    if (arm !== undefined) teachers.push([key, arm.tensors]);
  }
  return teachers;
}

function learningFrom(experiment: Experiment, old: string, key: string): Experiment {
  const arms = experiment.arms.map((arm) => {
    const settings = Object.entries(arm.method).map(([name, value]) => [name, value === old ? key : value]);
    return { ...arm, method: Object.fromEntries(settings) as typeof arm.method };
  });
  return { ...experiment, arms };
}
