import { existsSync } from "node:fs";
import { storedExperiment } from "../../src/experiment/storedExperiment";
import type { Experiment } from "../../src/experiment/experiment";
import type { RunSnapshot } from "../../src/protocol/command";
import type { TrainEvent } from "../../src/protocol/event";
import { entryTitle } from "../../src/record/libraryEntry";
import type { LibraryEntry } from "../../src/record/libraryEntrySchema";
import { readRunFile, type PortableRun } from "../../src/record/runFile";
import { RunFileError } from "../../src/record/runFileError";
import { decodeEvents } from "../../src/storage/eventLog";
import { recoverRun } from "../../src/storage/recover";
import { finish } from "../../src/tasks/steps";
import { fileFaultText } from "../../src/ui/words/libraryWords";
import { InputError, readGiven } from "./inputError";

/** For usage texts. */
export const STORED_RUN_HELP =
  "FILE.zip[:RUN]: a file of runs that the page exported or train --out packed, and which of them";

/** A run of a file that the page exported. */
export interface StoredRun {
  readonly entry: LibraryEntry;
  readonly experiment: Experiment;
  /** All that the run told. */
  readonly events: readonly TrainEvent[];
  /** The state that it can go on from, and the events that lead there; undefined when it was exported without one. */
  readonly state: { readonly snapshot: RunSnapshot; readonly before: readonly TrainEvent[] } | undefined;
}

/** Whether a file is one of runs, whatever its name: a zip, or the text of the first version. */
export function isRunFile(bytes: Uint8Array): boolean {
  const head = new TextDecoder().decode(bytes.subarray(0, 40));
  return head.startsWith("PK") || head.includes('"forklab-runs"');
}

/**
 * Reads a run of a file by the page's own rules.
 * @param argument a path; where the file holds several runs, with a colon and the id, number or name of one.
 * @throws InputError saying what is wrong, and which runs there are where the choice is open.
 */
export function readStoredRun(argument: string): StoredRun {
  const { path, wanted } = splitArgument(argument);
  return recovered(choose(readRuns(path), wanted, path));
}

/** All of a file's runs; of a choice, the one. @throws InputError as above. */
export function readStoredRuns(argument: string): readonly StoredRun[] {
  const { path, wanted } = splitArgument(argument);
  const runs = readRuns(path);
  return (wanted === undefined ? runs : [choose(runs, wanted, path)]).map(recovered);
}

function recovered(run: PortableRun): StoredRun {
  const { log, snapshots, newest } = finish(recoverRun(run.log, run.snapshot ? [new Uint8Array(run.snapshot)] : []));
  const kept = snapshots[newest];
  return {
    entry: run.entry,
    experiment: storedExperiment(run.entry.link),
    events: log.events,
    state: kept && { snapshot: kept.snapshot, before: decodeEvents(run.log.subarray(0, kept.logBytes)).events },
  };
}

/** The path without the choice; a file whose own name has a colon is that file. */
export function splitArgument(argument: string): { readonly path: string; readonly wanted: string | undefined } {
  const colon = argument.lastIndexOf(":");
  if (colon <= 1 || existsSync(argument)) return { path: argument, wanted: undefined };
  return { path: argument.slice(0, colon), wanted: argument.slice(colon + 1) || undefined };
}

function readRuns(path: string): readonly PortableRun[] {
  const bytes = readGiven(path);
  try {
    const runs = finish(readRunFile(bytes));
    if (runs.length === 0) throw new InputError(`${path} holds no run`);
    return runs;
  } catch (error) {
    if (error instanceof RunFileError) throw new InputError(`${path} ${fileFaultText(error.fault)}`);
    throw error;
  }
}

function choose(runs: readonly PortableRun[], wanted: string | undefined, path: string): PortableRun {
  const found =
    wanted === undefined
      ? runs
      : runs.filter(({ entry }) => [entry.id, `#${entry.number}`, String(entry.number), entry.name].includes(wanted));
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  const what =
    wanted === undefined
      ? `holds ${runs.length} runs`
      : `holds ${found.length === 0 ? "no run" : `${found.length} runs`} called ${JSON.stringify(wanted)}`;
  const list = runs.map(({ entry }) => `  ${entry.id}  #${entry.number}  step ${entry.step}  ${entryTitle(entry)}`);
  throw new InputError(
    [`${path} ${what}; choose one by its id, as in ${path}:${runs[0]?.entry.id}`, ...list].join("\n"),
  );
}
