import { strToU8, zipSync } from "fflate";
import { textKey } from "../../random/textKey";
import type { LibraryEntry } from "../libraryEntrySchema";
import type { PortableRun } from "../runFile";

/** A file of runs as the first version of the page wrote it: one JSON text, snapshots in base64. */
export function encodeRunFile(runs: readonly PortableRun[]): string {
  return JSON.stringify({
    format: "forklab-runs",
    version: 1,
    runs: runs.map(({ entry, log, snapshot }) => ({
      entry,
      key: entryKey(entry),
      log: new TextDecoder().decode(log),
      ...(snapshot === undefined ? {} : { snapshot: btoa(String.fromCharCode(...snapshot)) }),
    })),
  });
}

/** The same, packed. */
export function encodeRunZip(runs: readonly PortableRun[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(zipSync({ "forklab-runs.json": strToU8(encodeRunFile(runs)) }, { level: 6 }));
}

function entryKey(entry: LibraryEntry): string {
  return textKey(JSON.stringify(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))).toString(16);
}
