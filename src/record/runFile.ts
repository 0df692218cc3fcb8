import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { decodeEvents } from "../storage/eventLog";
import { decodeSnapshot } from "../storage/snapshotFile";
import { textKey } from "../random/textKey";
import { storageReason } from "../storage/storageReason";
import { cleanEntry } from "./cleanEntry";
import { storedExperiment } from "../experiment/storedExperiment";
import { toBase64 } from "../storage/base64";
import { parseLibraryEntry, type LibraryEntry } from "./libraryEntrySchema";

/** A run as it leaves one browser and enters another. */
export interface PortableRun {
  readonly entry: LibraryEntry;
  /** Lines of {@link decodeEvents}. */
  readonly log: Uint8Array;
  readonly snapshot?: Uint8Array | undefined;
}

/** Why a file could not be taken in; nothing of it was. */
export class RunFileError extends Error {
  readonly code = "run-file";
}

const FORMAT = "forklab-runs";
const VERSION = 1;
/** Larger files than these are refused before they are unpacked. */
const MAX_BYTES = 1_000_000_000;
const INSIDE_ZIP = "forklab-runs.json";

/** Runs as one JSON file: settings, every event, and the last weights. */
export function encodeRunFile(runs: readonly PortableRun[]): string {
  return JSON.stringify({
    format: FORMAT,
    version: VERSION,
    runs: runs.map(({ entry, log, snapshot }) => ({
      entry,
      key: entryKey(entry),
      log: new TextDecoder().decode(log),
      ...(snapshot === undefined ? {} : { snapshot: toBase64(snapshot) }),
    })),
  });
}

/** The same, packed. */
export function encodeRunZip(runs: readonly PortableRun[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(zipSync({ [INSIDE_ZIP]: strToU8(encodeRunFile(runs)) }, { level: 6 }));
}

/**
 * Reads a file that {@link encodeRunFile} or {@link encodeRunZip} wrote, whole or not at all.
 * @throws RunFileError saying what is wrong: not such a file, a newer version, cut off, or changed.
 */
export function decodeRunFile(bytes: Uint8Array): readonly PortableRun[] {
  if (bytes.length > MAX_BYTES) throw new RunFileError(`has ${bytes.length} bytes; at most ${MAX_BYTES} are read`);
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const raw = parseJson(isZip ? unpacked(bytes) : strFromU8(bytes));
  if (raw["format"] !== FORMAT) throw new RunFileError("is not a file of Forklab runs");
  const { version, runs } = raw;
  if (typeof version === "number" && version > VERSION) {
    throw new RunFileError(`was made with a newer version (${version}); reload the page to update`);
  }
  if (version !== VERSION || !Array.isArray(runs)) throw new RunFileError(DAMAGED);
  return runs.map(readRun);
}

const DAMAGED = "is cut off or was changed: its checksum is wrong";

function readRun(raw: unknown, index: number): PortableRun {
  const damaged = new RunFileError(`run ${index + 1} ${DAMAGED}`);
  if (typeof raw !== "object" || raw === null) throw damaged;
  const { entry: rawEntry, key, log: text, snapshot: encoded } = raw as { readonly [name: string]: unknown };
  const parsed = parseLibraryEntry(rawEntry);
  if (parsed === undefined || typeof text !== "string") throw damaged;
  const entry = cleanEntry(parsed);
  if (key !== entryKey(parsed) && key !== entryKey(entry)) throw damaged;
  try {
    storedExperiment(entry.link);
  } catch (error) {
    throw new RunFileError(`has a run ${index + 1} that cannot be read: ${storageReason(error)}`);
  }
  const log = strToU8(text);
  if (decodeEvents(log).damaged) throw damaged;
  if (encoded === undefined) return { entry, log };
  const snapshot = typeof encoded === "string" ? fromBase64(encoded) : undefined;
  if (snapshot === undefined || decodeSnapshot(snapshot) === undefined) throw damaged;
  return { entry, log, snapshot };
}

function unpacked(bytes: Uint8Array): string {
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => name === INSIDE_ZIP && originalSize <= MAX_BYTES,
    });
    const inside = files[INSIDE_ZIP];
    if (inside !== undefined) return strFromU8(inside);
  } catch {
    throw new RunFileError(DAMAGED);
  }
  throw new RunFileError("is not a file of Forklab runs");
}

function parseJson(text: string): { readonly [name: string]: unknown } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new RunFileError(text.includes(`"format":"${FORMAT}"`) ? DAMAGED : "is not a file of Forklab runs");
  }
  if (typeof raw !== "object" || raw === null) throw new RunFileError("is not a file of Forklab runs");
  return raw as { readonly [name: string]: unknown };
}

/** Of the entry as this version reads it, in one order of names. */
function entryKey(entry: LibraryEntry): string {
  return textKey(JSON.stringify(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))).toString(16);
}

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
