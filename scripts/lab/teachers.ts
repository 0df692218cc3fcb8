import { existsSync } from "node:fs";
import { weightsHash } from "../../src/storage/weightsHash";
import { WEIGHTS_KEY_DIGITS } from "../../src/schema/field";
import { InputError, readGiven } from "./inputError";
import { parseSnapshot, snapshotPath, storedForm, type StoredSnapshot } from "./snapshotFile";
import { isRunFile, readStoredRuns, splitArgument } from "./storedRun";

/** A trained network as it crosses into the browser: its key, then names and base64 values. */
export type StoredTeacher = readonly [key: string, tensors: StoredSnapshot["arms"][number]["tensors"]];

/** Weights as a command to start a run takes them. */
export const withWeights = (weights: readonly StoredTeacher[]): { readonly teachers?: readonly StoredTeacher[] } =>
  weights.length === 0 ? {} : { teachers: weights };

/** Every arm of a run's last snapshot, by the first digits of its weights' SHA-256. */
export async function teachersOf(snapshot: Pick<StoredSnapshot, "arms">): Promise<readonly StoredTeacher[]> {
  return Promise.all(
    snapshot.arms.map(async ({ tensors }): Promise<StoredTeacher> => {
      const values = new Map(tensors.map(([name, text]) => [name, floats(text)]));
      return [(await weightsHash(values)).slice(0, WEIGHTS_KEY_DIGITS), tensors];
    }),
  );
}

/**
 * The networks of a run that was written with `--out`, or of all runs of a file that the page exported.
 * @throws InputError when no weights are there, or what holds them is damaged.
 */
export async function readTeachers(argument: string): Promise<readonly StoredTeacher[]> {
  const beside = snapshotPath(argument);
  if (existsSync(beside)) {
    const snapshot = parseSnapshot(beside);
    if (snapshot === undefined) throw new InputError(`${beside} is damaged; train the teacher again`);
    return teachersOf(snapshot);
  }
  if (!isRunFile(readGiven(splitArgument(argument).path))) {
    throw new InputError(
      `${beside} does not exist; a teacher is a run that was trained with --out, or a file that the page exported`,
    );
  }
  const states = readStoredRuns(argument).flatMap(({ state }) => state ?? []);
  if (states.length === 0) throw new InputError(`${argument} was exported without weights`);
  const teachers = await Promise.all(states.map(({ snapshot }) => teachersOf(storedForm(snapshot))));
  return teachers.flat();
}

/** Base64 of little-endian float32 values. */
export function floats(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4));
}
