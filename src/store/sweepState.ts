import type { KeptText } from "../client/storage";
import type { SweepRuns } from "../client/sweepRuns";
import type { SweepShelf } from "../client/sweepShelf";
import type { ClientUpdate, TrainingClient } from "../client/trainingClient";
import type { Teachers } from "../protocol/command";
import type { EngineChoice } from "../protocol/engineChoice";
import type { Reason } from "../protocol/event";
import type { ResultsRefusal } from "../sweep/readResults";
import type { SweepFault } from "./runQueue";
import type { CellWork } from "../sweep/sweepBudget";
import type { SweepCell } from "../sweep/expandSweep";
import type { ResultsByCell } from "../sweep/mergeResults";
import type { Drive } from "../tasks/steps";
import type { Sweep, SweepPart } from "../sweep/sweep";
import type { SweepClaim } from "../sweep/sweepClaim";
import type { SweepTiming } from "../sweep/timeLeft";

/** A run that is being trained. */
export interface RunningCell {
  readonly cell: SweepCell;
  readonly run: string;
  readonly step: number;
  /** The step that a reload would go on from. */
  readonly keptStep: number;
}

/** What a calibration found, to be agreed to. */
export interface SweepBudget {
  readonly runs: number;
  /** Updates of all of them. */
  readonly steps: number;
  readonly ms: number;
}

/** In which order the queue takes its runs, after those that were moved to its front. */
export type QueueOrder = "seeds" | "cheapest";

/** What was left out of an import. */
export type SweepRefusal =
  /** @param file its name, where there are several */
  | { readonly code: "ofFile"; readonly file?: string; readonly why: ResultsRefusal }
  | { readonly code: "ofNoSweep"; readonly file: string }
  | { readonly code: "fileUnread"; readonly file: string; readonly why: Reason };

/** A file of results, as a drop or a picker gives it. */
export interface ResultsFile {
  readonly name: string;
  text(): Promise<string>;
}

/** The sweep on display, what is known of it, and the queue that runs it in this page. */
export interface SweepState {
  readonly sweep: Sweep | undefined;
  /** Every run, whatever the part; empty while they are being made. */
  readonly cells: readonly SweepCell[];
  /** What each costs, by id. */
  readonly work: ReadonlyMap<string, CellWork>;
  readonly results: ResultsByCell;
  /** What the sender of the link says came out. */
  readonly claim: SweepClaim | undefined;
  /** `ready`: the budget is known and waits to be agreed to. */
  readonly phase: "idle" | "calibrating" | "ready" | "running" | "paused";
  /** In the order in which they were started. */
  readonly running: readonly RunningCell[];
  /** Steps that runs which broke off go on from, by cell. */
  readonly begun: ReadonlyMap<string, number>;
  /** What those runs are called, by cell. */
  readonly begunRuns: ReadonlyMap<string, string>;
  /** What this visit measured. */
  readonly timing: SweepTiming;
  readonly budget: SweepBudget | undefined;
  /** Milliseconds until this page's share is done; undefined while nothing was measured. */
  readonly remainingMs: number | undefined;
  readonly order: QueueOrder;
  /** Cells that were moved to the front. */
  readonly front: readonly string[];
  /** Files that are being read. */
  readonly importing: { readonly name: string; readonly number: number; readonly of: number } | undefined;
  /** Why the queue stopped, or why something is not kept. */
  readonly fault: SweepFault | undefined;
  /** What the last import left out. */
  readonly refused: readonly SweepRefusal[];

  /** Shows a sweep with what this browser has of it; the queue of another one stops. */
  define(sweep: Sweep, claim?: string): Promise<void>;
  /** Shows the sweep of the last visit, if there was one. */
  recall(): Promise<void>;
  /** The share that this page runs; undefined: all. */
  choosePart(part: SweepPart | undefined): void;
  /**
   * Trains ten steps of a light and of a heavy run, so that the budget is known before it is spent.
   * @param atOnce how many runs the queue would train at once; 1 when absent.
   */
  calibrate(engine: EngineChoice, atOnce?: number): Promise<void>;
  /** Trains what is missing, so many cells at once; goes on after a pause. @param atOnce 1 when absent. */
  run(engine: EngineChoice, atOnce?: number): Promise<void>;
  pause(): void;
  /** Ends the queue; finished cells stay, those under way are lost beyond their last snapshots. */
  stop(): void;
  orderBy(order: QueueOrder): void;
  /** Moves cells to the front of the queue, in their order. */
  trainFirst(cells: readonly string[]): void;
  /** Takes the lines of files such as `results.jsonl`, one file after the other. */
  take(files: readonly ResultsFile[]): Promise<void>;
}

export interface SweepServices {
  readonly createClient: (onUpdate: (update: ClientUpdate) => void) => TrainingClient;
  readonly shelf: Pick<SweepShelf, "all" | "put">;
  /** Weights of finished runs and of files, by their key; those that are not there are left out. */
  readonly weights: (keys: readonly string[]) => Promise<Teachers>;
  /** The link of the sweep on display, for the next visit. */
  readonly kept: KeptText;
  /** Not empty while the queue runs, so that the next visit knows that it broke off. */
  readonly underWay: KeptText;
  /** Files of the runs under way. */
  readonly runs: SweepRuns;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Drives what takes long without holding up the page. */
  readonly inSlices: Drive;
}
