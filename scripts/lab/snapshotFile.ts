import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import * as v from "valibot";
import { combinedWeights, learnedState, patienceState } from "../../src/protocol/commandSchema";
import { count } from "../../src/protocol/eventSchema";
import type { RunSnapshot } from "../../src/protocol/command";
import type { Wire } from "../../src/protocol/wire";

const storedSnapshot = v.object({
  step: count,
  /** The link of the run that it belongs to. */
  link: v.string(),
  arms: v.array(
    v.object({
      /** Name and base64 of little-endian float32 values. */
      tensors: v.array(v.tuple([v.string(), v.string()])),
      variants: v.record(v.string(), v.string()),
    }),
  ),
  progress: v.exactOptional(patienceState),
  combined: v.exactOptional(combinedWeights),
  learned: v.exactOptional(learnedState),
});

/** A run's snapshot as plain arrays: what crosses from the browser and what the file holds. */
export type StoredSnapshot = Wire<typeof storedSnapshot>;

/** A state as the page keeps it, in this form. */
export function storedForm({ arms, ...carried }: RunSnapshot): Omit<StoredSnapshot, "link"> {
  return {
    ...carried,
    arms: arms.map(({ tensors, variants }) => ({
      variants,
      tensors: [...tensors].map(([name, { buffer, byteOffset, byteLength }]) => [
        name,
        Buffer.from(buffer, byteOffset, byteLength).toString("base64"),
      ]),
    })),
  };
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
  const snapshot = parseSnapshot(path);
  if (snapshot === undefined) throw new Error(`${path} is damaged or not a snapshot; delete it to start over`);
  if (snapshot.link !== link) {
    throw new Error(`${path} belongs to another experiment (#${snapshot.link}); choose another --out or delete it`);
  }
  return snapshot;
}

/** What a file holds; undefined when that is no whole snapshot. */
export function parseSnapshot(path: string): StoredSnapshot | undefined {
  try {
    const found = v.safeParse(storedSnapshot, JSON.parse(readFileSync(path, "utf8")));
    return found.success ? found.output : undefined;
  } catch {
    return undefined;
  }
}
