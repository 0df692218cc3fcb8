import { FaultError } from "../protocol/faultError";

/**
 * Everything that is kept between visits or leaves as a file, and the version in which it is written today. An older version is
 * read for ever, by the steps that stand here; a newer one is refused by name and left as it is, never taken for a damaged one.
 */
export const formats = {
  /** Lines of events. Version 1 says nothing; a later one begins with {@link LOG_HEAD} and its number. */
  eventLog: { version: 1 },
  /** Second word of the file. */
  snapshot: { version: 1 },
  /** `version` of the manifest; of version 1, of the one JSON text. */
  runFile: { version: 2 },
  /** First line: `forklab-recording 1`. */
  recording: { version: 1 },
  /** Second word of the file. A cache: another version's file is made again. */
  datasetFile: { version: 1 },
  /** `version` of the manifest beside images of somebody's own; the images themselves are as `datasetFile`. */
  imageManifest: { version: 1 },
  /** Version of the IndexedDB `forklab`; its rows are checked one by one and left alone where they are of another kind. */
  runIndex: { version: 1 },
  /** Version of the IndexedDB `forklab-sweeps`; rows as above. */
  sweepShelf: { version: 1 },
  /** Version of the IndexedDB `forklab-weights`. */
  weightsShelf: { version: 1 },
} as const;

/**
 * Small texts in `localStorage` by name, and the version in which each is written. None says its version: what another version
 * reads otherwise gets another name, and what cannot be read counts as never written.
 */
export interface KeptTexts {
  /** `system`, `light` or `dark`. */
  readonly "forklab.theme": 1;
  /** `on` or `off`. */
  readonly "forklab.shortcuts": 1;
  /** JSON: from machinery (`compiled/webgpu/apple m2`) to milliseconds per multiply-add. */
  readonly "forklab.speeds": 1;
  /** JSON: how this machine's default engine was found; see `protocol/trialSchema.ts`. */
  readonly "forklab.engines": 1;
  /** JSON: the kernels that were chosen for this machine's graphics card; see `protocol/tuningSchema.ts`. */
  readonly "forklab.tuning": 1;
  /** The link of the sweep that was last composed. */
  readonly "forklab.sweep": 1;
  /** `1` while its cells train, else empty. */
  readonly "forklab.sweep.underWay": 1;
  /** Links of the seeds of a series; in `sessionStorage`. */
  readonly "forklab.series": 1;
  /** JSON: what a class handed in, as lines of names and links, and what replays came to. */
  readonly "forklab.class": 1;
  /** JSON: from a lesson to the numbers of its steps that were done. */
  readonly "forklab.lessons": 1;
}

/** What a log of a later version begins with; no line of version 1 does. */
export const LOG_HEAD = "forklab-log ";

/** Something was kept by a later version of the page than this one. */
export class NewerVersionError extends FaultError {
  readonly code = "newer-version";
}

/** @throws NewerVersionError where this page is older than what was kept. */
export function refuseNewer(format: keyof typeof formats, version: number): void {
  const { version: own } = formats[format];
  if (version > own) {
    throw new NewerVersionError({ code: "newerVersion", format, version });
  }
}

/** What {@link migrateDatabase} needs of an IndexedDB that is being upgraded. */
interface Upgraded {
  createObjectStore(
    name: string,
    options: { readonly keyPath?: string; readonly autoIncrement?: boolean },
  ): { createIndex(name: string, keyPath: string): unknown };
}

/** What leads from each version of a database to the next; the first step makes it. */
export const databaseSteps = {
  runIndex: [(database: Upgraded) => void database.createObjectStore("runs", { keyPath: "id" })],
  sweepShelf: [
    (database: Upgraded) =>
      void database.createObjectStore("results", { autoIncrement: true }).createIndex("sweep", "sweep"),
  ],
  weightsShelf: [(database: Upgraded) => void database.createObjectStore("weights", { keyPath: "key" })],
} as const;

/** Brings a database from the version that it was found in (0 for none) to today's. */
export function migrateDatabase(name: keyof typeof databaseSteps, database: Upgraded, from: number): void {
  for (const step of databaseSteps[name].slice(from)) step(database);
}

/** A run in a file of runs, before it is checked: of version 2, its log and snapshot as they are kept. */
export interface PackedRun {
  readonly entry?: unknown;
  readonly key?: unknown;
  readonly log?: unknown;
  readonly snapshot?: unknown;
}

/** What leads from each version of a run in a file to the next. */
export const runFileSteps: readonly ((run: PackedRun) => PackedRun)[] = [
  // Text and base64 become bytes; what is neither stays, and is refused with the rest.
  ({ log, snapshot, ...rest }) => ({
    ...rest,
    log: typeof log === "string" ? new TextEncoder().encode(log) : log,
    ...(snapshot === undefined ? {} : { snapshot: typeof snapshot === "string" ? fromBase64(snapshot) : snapshot }),
  }),
];

function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
