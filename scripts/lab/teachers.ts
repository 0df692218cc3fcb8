import { existsSync } from "node:fs";
import { weightsHash } from "../../src/storage/weightsHash";
import { WEIGHTS_KEY_DIGITS } from "../../src/schema/field";
import { parseSnapshot, snapshotPath, type StoredSnapshot } from "./snapshotFile";

/** A trained network as it crosses into the browser: its key, then names and base64 values. */
export type StoredTeacher = readonly [key: string, tensors: StoredSnapshot["arms"][number]["tensors"]];

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
 * The networks of a run that was written with `--out`.
 * @throws Error when there is no snapshot beside the file, or it is damaged.
 */
export async function readTeachers(eventFile: string): Promise<readonly StoredTeacher[]> {
  const path = snapshotPath(eventFile);
  if (!existsSync(path)) throw new Error(`${path} does not exist; a teacher is a run that was trained with --out`);
  const snapshot = parseSnapshot(path);
  if (snapshot === undefined) throw new Error(`${path} is damaged; train the teacher again`);
  return teachersOf(snapshot);
}

/** Base64 of little-endian float32 values. */
export function floats(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4));
}
