import type { Command, RunSnapshot, WorkerMessage } from "../protocol/command";
import type { Fault, TrainEvent } from "../protocol/event";
import { wireError } from "../protocol/wireError";
import type { RunFiles, RunStore } from "../storage/runWriter";
import { developerText } from "../schema/codedError";
import { storageReason } from "../storage/storageReason";
import { createSnapshotRing, type SnapshotRing } from "../training/snapshotRing";
import { branchPoint, type BranchPoint } from "./branchOff";
import { createKeeper } from "./keeper";
import { createRepeatFilter } from "./repeatFilter";

export type Start = Extract<Command, { type: "start" }>;

/** What is in memory of a run, for one that goes on from it. */
export interface RunMemory {
  readonly run: string;
  /** Its last few states. */
  readonly ring: SnapshotRing;
  /** What was told of it, where no storage keeps that. */
  readonly events: readonly TrainEvent[];
}

/** A run's past, and where what comes is kept: on disk, in memory, or both. */
export interface KeptRun {
  /** The state that it goes on from; the untrained networks when undefined. */
  readonly resumeFrom: RunSnapshot | undefined;
  /** What is told of it before it trains: how it came to that state. */
  readonly replay: readonly TrainEvent[];
  readonly memory: RunMemory;
  /** Whether an event repeats a measurement that is known; remembers it otherwise. */
  isRepeated(event: TrainEvent): boolean;
  append(events: readonly TrainEvent[]): void;
  /** @param last the state that the run ends with. */
  save(snapshot: RunSnapshot, last: boolean): void;
  /** Ends the keeping after the last event. */
  close(): Promise<void>;
}

interface KeptRunOptions {
  readonly post: (message: WorkerMessage) => void;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly runs?: RunStore;
}

/**
 * Opens a run's files as its start demands, and finds where it goes on from.
 * @param before the run that trained before it: it may go on from that one's states.
 * @throws Error when a run that is to be continued cannot be opened.
 */
export async function openKeptRun(
  start: Start,
  before: RunMemory | undefined,
  { post, now, runs }: KeptRunOptions,
): Promise<KeptRun> {
  const { run, branchOf } = start;
  const branch = branchOf && (await findBranch(run, branchOf, before, runs));
  const files = await openFiles(start, post, runs);
  const keeper = files && createKeeper({ run, files, post, now });
  const resumeFrom = start.resumeFrom ?? branch?.snapshot ?? files?.snapshot;
  const events: TrainEvent[] = [];
  return {
    resumeFrom,
    replay: [...(branch?.events ?? []), ...restart(start, resumeFrom?.step ?? 0, branch)],
    memory: { run, ring: createSnapshotRing(), events },
    isRepeated: createRepeatFilter(branch?.events ?? files?.events ?? []),
    append(more) {
      if (keeper === undefined) events.push(...more);
      else keeper.append(more);
    },
    save(snapshot, last) {
      if (keeper === undefined) post({ type: "snapshot", run, snapshot });
      else keeper.save(snapshot, last);
    },
    close: async () => keeper?.close(),
  };
}

/** The run's files; undefined when it is not to be kept or cannot be, which the page is told. */
async function openFiles(
  { run, keep }: Start,
  post: (message: WorkerMessage) => void,
  runs: RunStore | undefined,
): Promise<RunFiles | undefined> {
  if (keep === undefined || runs === undefined) return undefined;
  try {
    return await runs.open(run, keep);
  } catch (error) {
    // Going on without what was kept would be another run.
    if (keep === "continue") throw error;
    post({ type: "not-kept", run, error: { ...wireError(error), fault: storageReason(error) } });
    return undefined;
  }
}

/** Undefined when the other run left nothing to go on from. */
async function findBranch(
  run: string,
  { run: from, step }: NonNullable<Start["branchOf"]>,
  before: RunMemory | undefined,
  runs: RunStore | undefined,
): Promise<BranchPoint | undefined> {
  const held = before?.run === from ? before : undefined;
  const stored = (await runs?.read(from)) ?? { events: [], snapshots: [] };
  const events = held !== undefined && held.events.length > 0 ? held.events : stored.events;
  return branchPoint(run, step, { ...stored, events }, held?.ring.upTo(step));
}

/** Says why a run does not begin at step 0 with nothing known. */
function restart({ run, keep, branchOf }: Start, step: number, branch: BranchPoint | undefined): readonly TrainEvent[] {
  const restarted = (code: "branched" | "anew" | "continued", from: number): readonly TrainEvent[] => {
    const fault: Fault = { code, step: from };
    return [{ run, step, type: "restarted", error: { code, message: developerText(fault), fault } }];
  };
  if (branch !== undefined) return restarted("branched", step);
  if (branchOf !== undefined) return restarted("anew", branchOf.step);
  return keep === "continue" ? restarted("continued", step) : [];
}
