import type { ClientUpdate } from "../client/trainingClient";
import type { Capabilities } from "../protocol/command";
import type { EngineChoice } from "../protocol/engineChoice";
import type { TuningTable } from "../protocol/tuningSchema";
import type { WireError } from "../protocol/event";
import type { RunRecord } from "../record/runRecord";

/** The run on display, those before it in this session, and the machine. */
export interface RunSlice {
  /** What the worker found out about this machine; undefined until it answered. */
  readonly machine: Capabilities | undefined;
  /** A fault outside any run: no worker, no engine. */
  readonly fault: WireError | undefined;
  /** Engines are being timed anew, because somebody asked for it. */
  readonly measuresEngines: boolean;
  readonly engineChoice: EngineChoice;
  /** The kernels that were chosen for this machine's graphics card; undefined where none were. */
  readonly tuning: TuningTable | undefined;
  /** The next run chooses them anew, because somebody asked for it. */
  readonly tunesAgain: boolean;
  /** On display; undefined before the first step of a set-up. */
  readonly record: RunRecord | undefined;
  /** Finished and abandoned runs of this session, newest first; never the one on display. */
  readonly earlier: readonly RunRecord[];
  /** The highest number that a run has; the next one gets one more. */
  readonly runCount: number;
  /** Steps per second that a viewer chose; as fast as it goes when undefined. No part of the experiment. */
  readonly pace: number | undefined;
  /** For how long the graphics device has given the run on display no answer; undefined while it answers. */
  readonly silentSeconds: number | undefined;
  /** Whoever watches has chosen to wait for it. */
  readonly waitsForGpu: boolean;
  /** The run that the last edit ended, until the next one starts. */
  readonly keptRun: string | undefined;

  probeMachine(): void;
  /** Times the engines anew; the fastest is the default from then on. */
  measureEngines(): void;
  /** Has the next run choose the graphics card's kernels anew. */
  tuneAgain(): void;
  chooseEngine(choice: EngineChoice): void;
  /** Starts, or goes on after a pause; a finished run is replayed from its seed. */
  play(): void;
  /** Trains the experiment again on the engine that repeats results to the last digit. */
  verifyExactly(): void;
  pause(): void;
  playOrPause(): void;
  singleStep(): void;
  /** Back to step 0 with the same seed. */
  reset(): void;
  setPace(stepsPerSecond: number | undefined): void;
  /**
   * Lets the run on display, which diverged, go on from some steps before with a third of the learning rate, as a new
   * run. Nothing happens where the experiment has as many cuts as it may have.
   */
  goBack(): void;
  dismissKeptRun(): void;
  /** Shows an earlier run with its set-up; one of another visit is read from storage first. */
  openRun(run: string): Promise<void>;
  /** Continues a kept run whose record so far is given. */
  goOnWith(record: RunRecord, engine: EngineChoice): void;
  /** Writes an imported run into storage. @throws Error saying why not. */
  storeRun(run: string, log: Uint8Array, snapshot: Uint8Array | undefined): Promise<void>;
  forgetRun(run: string): void;
  /**
   * Ends the run on display and keeps what it has.
   * @param edited the set-up is about to change, which whoever did it should be told.
   */
  retire(edited?: boolean): void;
  dismissFault(): void;
  /** Hides that the graphics device is silent until it has answered. */
  waitForGpu(): void;
  /** Goes on with the run on display on the processor: from where it was last kept, else from the beginning. */
  goOnWithoutGpu(): void;
  receive(update: ClientUpdate): void;
}
