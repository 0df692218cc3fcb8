import { entryOf } from "../../src/record/libraryEntry";
import type { LibraryEntry } from "../../src/record/libraryEntrySchema";
import { foldEvents } from "../../src/record/foldEvents";
import { createRunArchive } from "../../src/record/runFile";
import { newRun } from "../../src/record/runRecord";
import type { Experiment } from "../../src/experiment/experiment";
import type { TrainEvent } from "../../src/protocol/event";
import { encodeEvents } from "../../src/storage/eventLog";
import { encodeSnapshot } from "../../src/storage/snapshotFile";
import { weightsHash } from "../../src/storage/weightsHash";
import { finish } from "../../src/tasks/steps";
import type { StoredSnapshot } from "./snapshotFile";
import { floats } from "./teachers";

interface TrainedRun {
  /** A name that no other run has; the page keeps the run under it. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly experiment: Experiment;
  readonly events: readonly TrainEvent[];
  /** The state that the run ended with, if any was kept. */
  readonly snapshot: Omit<StoredSnapshot, "link"> | undefined;
}

/**
 * A run of the command line as the page's own file of runs: its Import reads it, and can go on from there.
 * @param words what a visitor said of the run that it went on with.
 */
export async function packRun(
  { id, created, experiment, events, snapshot }: TrainedRun,
  words?: Pick<LibraryEntry, "name" | "note" | "starred">,
): Promise<Blob> {
  const own = events.map((event) => ({ ...event, run: id }));
  const log = encodeEvents(own);
  const said = words === undefined ? {} : { name: words.name, note: words.note, starred: words.starred };
  const made = { number: 1, created, agent: "npm run lab", ...said };
  const entry = entryOf(finish(foldEvents(newRun(id, experiment), own)), made);
  const arms = snapshot?.arms.map(({ tensors, variants }) => ({
    variants,
    tensors: new Map(tensors.map(([name, text]) => [name, floats(text)])),
  }));
  const archive = createRunArchive();
  if (snapshot === undefined || arms === undefined) {
    finish(archive.add({ entry, log }));
  } else {
    const { step } = snapshot;
    // What leads to the state: its own step's measurements were told before it, the end after it.
    const until = own.findIndex((event) => event.step > step || event.type === "finished" || event.type === "failed");
    const before = encodeEvents(until < 0 ? own : own.slice(0, until));
    const weights = await Promise.all(arms.map(({ tensors }) => weightsHash(tensors)));
    const bytes = encodeSnapshot({
      snapshot: { ...snapshot, arms },
      logBytes: before.length,
    });
    const ended = own.at(-1)?.type === "finished" && own.at(-1)?.step === step;
    finish(
      archive.add({ entry: { ...entry, snapshotStep: step, ...(ended ? { weights } : {}) }, log, snapshot: bytes }),
    );
  }
  return new Blob([...archive.end()], { type: "application/zip" });
}
