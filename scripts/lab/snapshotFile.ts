import type { PatienceState } from "../../src/protocol/command";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

/** A run's snapshot as plain arrays: what crosses from the browser and what the file holds. */
export interface StoredSnapshot {
  readonly step: number;
  /** The link of the run that it belongs to. */
  readonly link: string;
  readonly arms: readonly {
    /** Name and base64 of little-endian float32 values. */
    readonly tensors: readonly (readonly [name: string, values: string])[];
    readonly variants: { readonly [shape: string]: string };
  }[];
  readonly progress?: PatienceState;
}

/** Where the snapshot of an event file stands. */
export function snapshotPath(eventFile: string): string {
  return `${eventFile}.snapshot.json`;
}

/** Written beside and moved over, so that a crash leaves the old one whole. */
export function writeSnapshot(eventFile: string, snapshot: StoredSnapshot): void {
  const path = snapshotPath(eventFile);
  writeFileSync(`${path}.new`, JSON.stringify(snapshot));
  renameSync(`${path}.new`, path);
}

/**
 * The snapshot of an event file.
 * @returns undefined when there is none.
 * @throws Error when the file is damaged or belongs to another experiment; the message says what to do.
 */
export function readSnapshot(eventFile: string, link: string): StoredSnapshot | undefined {
  const path = snapshotPath(eventFile);
  if (!existsSync(path)) return undefined;
  let snapshot: StoredSnapshot | null;
  try {
    snapshot = JSON.parse(readFileSync(path, "utf8")) as StoredSnapshot | null;
  } catch {
    throw new Error(`${path} is damaged; delete it to start over`);
  }
  if (snapshot === null || !Number.isInteger(snapshot.step) || !Array.isArray(snapshot.arms)) {
    throw new Error(`${path} is not a snapshot; delete it to start over`);
  }
  if (snapshot.link !== link) {
    throw new Error(`${path} belongs to another experiment (#${snapshot.link}); choose another --out or delete it`);
  }
  return snapshot;
}
