import {
  strFromU8,
  strToU8,
  unzipSync,
  Zip,
  ZipDeflate,
  ZipPassThrough,
  type UnzipFileInfo,
  type Unzipped,
} from "fflate";
import { readLog } from "../storage/eventLog";
import { formats, NewerVersionError, runFileSteps, type PackedRun } from "../storage/formats";
import { runFolder } from "../storage/runFolder";
import { readSnapshot } from "../storage/snapshotFile";
import { reasonOf } from "../protocol/faultError";
import { textKey } from "../random/textKey";
import type { Steps } from "../tasks/steps";
import { storageReason } from "../storage/storageReason";
import { cleanEntry } from "./cleanEntry";
import { RunFileError } from "./runFileError";
import { StoredError, storedExperiment } from "../experiment/storedExperiment";
import { parseLibraryEntry, type LibraryEntry } from "./libraryEntrySchema";

/**
 * Runs as a file: a zip of their logs and snapshots, byte for byte as they are kept, and a manifest that says which belong to
 * which run. Version 1 was one JSON text, plain or packed, with the snapshots in base64; it is read like this one.
 */

/** A run as it leaves one browser and enters another. */
export interface PortableRun {
  readonly entry: LibraryEntry;
  /** Whole lines of {@link readLog}. */
  readonly log: Uint8Array;
  readonly snapshot?: Uint8Array | undefined;
}

const FORMAT = "forklab-runs";
/** Larger files than these are refused before they are unpacked. */
const MAX_BYTES = 1_000_000_000;
/** What a file may take in memory when it is unpacked: of all runs together, and of the list of them. */
const MAX_UNPACKED = 2_000_000_000;
const MAX_MANIFEST = 50_000_000;
/** Logs shrink to a fifth, snapshots hardly; what claims to have shrunk more than this was made to fill the memory. */
const MAX_SHRUNK = 100;
/** Below this nobody looks: a few lines may be all alike. */
const SMALL = 1_000_000;
const MANIFEST = "manifest.json";
/** The one file in a zip of version 1. */
const INSIDE_ZIP = "forklab-runs.json";
/** Bytes that are packed in one go: some ten milliseconds. */
const SLICE = 1 << 17;

interface RunArchive {
  /** Packs a run; may be left within its files. */
  add(run: PortableRun): Steps<undefined>;
  /** The whole file in parts, after the last run. */
  end(): readonly Uint8Array<ArrayBuffer>[];
}

/** A file of runs that is written one run after the other, so that only what is packed stays in memory. */
export function createRunArchive(): RunArchive {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, part) => {
    if (error !== null) throw error;
    parts.push(new Uint8Array(part));
  });
  const runs: object[] = [];
  const put = function* (name: string, bytes: Uint8Array, created: number): Steps<undefined> {
    const file = new ZipDeflate(name, { level: 6 });
    file.mtime = Math.min(Math.max(created, EARLIEST), LATEST);
    zip.add(file);
    for (let at = 0; at === 0 || at < bytes.length; at += SLICE) {
      file.push(bytes.subarray(at, at + SLICE), at + SLICE >= bytes.length);
      yield;
    }
    return undefined;
  };
  return {
    *add({ entry, log, snapshot }) {
      // Two runs of one id have places of their own.
      const folder = `${runs.length + 1}-${entry.id}`;
      const names = {
        log: `${folder}/${runFolder.log}`,
        ...(snapshot === undefined ? {} : { snapshot: `${folder}/${runFolder.snapshots[0]}` }),
      };
      yield* put(names.log, log, entry.created);
      if (names.snapshot !== undefined && snapshot !== undefined) yield* put(names.snapshot, snapshot, entry.created);
      runs.push({ entry, key: entryKey(entry), ...names });
      return undefined;
    },
    end() {
      const manifest = new ZipPassThrough(MANIFEST);
      manifest.mtime = EARLIEST;
      zip.add(manifest);
      manifest.push(strToU8(JSON.stringify({ format: FORMAT, version: formats.runFile.version, runs })), true);
      zip.end();
      return parts;
    },
  };
}

/** Days that a zip can name. */
const EARLIEST = Date.UTC(1980, 0, 3);
const LATEST = Date.UTC(2099, 0, 1);

/**
 * Reads a file of runs of any version, whole or not at all; may be left between lines and within checksums.
 * @param most bytes that its runs may have when they are unpacked.
 * @throws RunFileError saying what is wrong: not such a file, a newer version, cut off, changed, or too large.
 */
export function* readRunFile(bytes: Uint8Array, most = MAX_UNPACKED): Steps<readonly PortableRun[]> {
  if (bytes.length > MAX_BYTES) throw new RunFileError({ code: "fileTooLarge", bytes: bytes.length, most: MAX_BYTES });
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const unpacked = createUnpacker(bytes, most);
  const manifest = isZip ? unpacked(MANIFEST, MAX_MANIFEST) : undefined;
  const text = manifest ?? (isZip ? unpacked(INSIDE_ZIP) : bytes);
  if (text === undefined) throw new RunFileError({ code: "notRuns" });
  const raw = parseJson(strFromU8(text));
  if (raw["format"] !== FORMAT) throw new RunFileError({ code: "notRuns" });
  const { version, runs } = raw;
  if (typeof version === "number" && version > formats.runFile.version) {
    throw new RunFileError({ code: "newerFile", version });
  }
  if (!Number.isInteger(version) || Number(version) < 1 || !Array.isArray(runs))
    throw new RunFileError({ code: "fileDamaged" });
  const read: PortableRun[] = [];
  for (const [index, each] of runs.entries()) {
    const damaged = new RunFileError({ code: "runDamaged", number: index + 1 });
    if (typeof each !== "object" || each === null) throw damaged;
    const older: PackedRun = manifest === undefined ? each : withFiles(each, unpacked);
    const steps = runFileSteps.slice(Number(version) - 1);
    try {
      read.push(
        yield* readRun(
          steps.reduce((run, step) => step(run), older),
          index,
          damaged,
        ),
      );
    } catch (error) {
      if (!(error instanceof NewerVersionError)) throw error;
      throw new RunFileError({ code: "runUnreadable", number: index + 1, why: reasonOf(error) });
    }
  }
  return read;
}

/** The files that a manifest names, in place of their names. */
function withFiles(raw: PackedRun, unpacked: Unpacker): PackedRun {
  const file = (name: unknown): Uint8Array | undefined => (typeof name === "string" ? unpacked(name) : undefined);
  const { log, snapshot } = raw;
  // A snapshot that is named and not there is a damage, none at all is not.
  return { ...raw, log: file(log), ...(snapshot === undefined ? {} : { snapshot: file(snapshot) ?? null }) };
}

function* readRun(raw: PackedRun, index: number, damaged: RunFileError): Steps<PortableRun> {
  const { entry: rawEntry, key, log, snapshot } = raw;
  const parsed = parseLibraryEntry(rawEntry);
  if (parsed === undefined || !(log instanceof Uint8Array)) throw damaged;
  const entry = cleanEntry(parsed);
  if (key !== entryKey(parsed) && key !== entryKey(entry)) throw damaged;
  try {
    storedExperiment(entry.link);
  } catch (error) {
    throw new RunFileError({
      code: "runUnreadable",
      number: index + 1,
      why: error instanceof StoredError ? error.fault : storageReason(error),
    });
  }
  if ((yield* readLog(log)).damaged) throw damaged;
  if (snapshot === undefined) return { entry, log };
  if (!(snapshot instanceof Uint8Array) || (yield* readSnapshot(snapshot)) === undefined) throw damaged;
  return { entry, log, snapshot };
}

/** One file of a zip; undefined where it has none of this name. @throws RunFileError for one that is larger than `most` bytes. */
type Unpacker = (wanted: string, most?: number) => Uint8Array | undefined;

/** Unpacks files one by one and counts: what a zip says of their sizes is looked at before the memory for them is taken. */
function createUnpacker(zip: Uint8Array, inAll: number): Unpacker {
  let left = inAll;
  return (wanted, most = left) => {
    let tooLarge: RunFileError | undefined;
    const filter = ({ name, size, originalSize }: UnzipFileInfo): boolean => {
      if (name !== wanted) return false;
      const shrunk = originalSize > SMALL && originalSize > MAX_SHRUNK * size;
      if (shrunk || originalSize > Math.min(most, left)) {
        tooLarge = new RunFileError(
          shrunk
            ? { code: "unpacksOddly", name, bytes: size, unpacked: originalSize }
            : { code: "unpacksTooLarge", name, unpacked: originalSize },
        );
        return false;
      }
      left -= originalSize;
      return true;
    };
    let files: Unzipped;
    try {
      files = unzipSync(zip, { filter });
    } catch {
      throw new RunFileError({ code: "fileDamaged" });
    }
    if (tooLarge !== undefined) throw tooLarge;
    return files[wanted];
  };
}

function parseJson(text: string): { readonly [name: string]: unknown } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new RunFileError({ code: text.includes(`"format":"${FORMAT}"`) ? "fileDamaged" : "notRuns" });
  }
  if (typeof raw !== "object" || raw === null) throw new RunFileError({ code: "notRuns" });
  return raw as { readonly [name: string]: unknown };
}

/** Of the entry as this version reads it, in one order of names. */
function entryKey(entry: LibraryEntry): string {
  return textKey(JSON.stringify(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))).toString(16);
}
