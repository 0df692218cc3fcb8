import type { DatasetCache } from "../data/datasetCache";
import type { Command, RunSnapshot, WorkerMessage } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { FaultError } from "../protocol/faultError";
import { wireError } from "../protocol/wireError";
import type { RunStore } from "../storage/runWriter";
import { nextMacrotask } from "../tasks/nextMacrotask";
import type { TrainEnvironment } from "../training/trainEnvironment";
import { createDrive, type Drive } from "./drive";
import { capabilitiesOf, createEngines, type OpenEngine } from "./engines";
import { createHeartbeat } from "./heartbeat";
import { openKeptRun, type KeptRun, type RunMemory, type Start } from "./keptRun";
import { createOutbox } from "./outbox";
import { trainWhereItFits } from "./trainWhereItFits";

/*
 * How the worker's thread lives.
 *
 * The page sends commands (protocol/command.ts); the session answers with messages and never with an exception. Whatever
 * takes time waits in one queue, so that one run trains at a time: a new start tells the run before it to end, and begins
 * once that one has.
 *
 * A run opens its past (keptRun.ts): files to go on writing (keeper.ts), another run to branch off from (branchOff.ts),
 * or nothing. Then it pulls the trainer's events one by one. Each is dropped where it repeats a measurement that is known
 * (repeatFilter.ts), gathered with its neighbours (outbox.ts), kept, and only then told. Between two events the run may
 * stand still (drive.ts): paused, or held back by its pace (pace.ts). Commands come in then, since nothing else lets go of
 * the thread.
 *
 * The engine stays open between runs (engines.ts); a network that finds no room on the default engine gets the next one
 * (trainWhereItFits.ts). Every few seconds the page hears that things go forward, or that the
 * graphics device is silent (heartbeat.ts, silence.ts).
 */

/** What a session needs of the thread that it lives on. */
export interface SessionEnvironment {
  readonly post: (message: WorkerMessage) => void;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Calls back once after so many milliseconds. @returns takes the wish back. */
  readonly after: (ms: number, callback: () => void) => () => void;
  readonly openEngine: OpenEngine;
  /** Remembers data sets between runs. */
  readonly cache?: DatasetCache;
  /** Keeps runs between visits; without it every run lives as long as the page. */
  readonly runs?: RunStore;
}

export interface Session {
  handle(command: Command): void;
  /** Tells the page of a fault that no event tells. @param run which it is about; none where it stands outside any. */
  report(error: unknown, run?: string): void;
  /** Tells the page that what there is to do goes forward, if it does, or that the device is silent. Called every `BEAT_MS`. */
  beat(): void;
}

/** Answers commands; one run at a time. */
export function createSession(environment: SessionEnvironment): Session {
  const { post, now, after, runs } = environment;
  const engines = createEngines(environment.openEngine);
  const heartbeat = createHeartbeat(post, now);
  /** Of the run that was asked for last. */
  let drive: Drive | undefined;
  /** Of the run that began last. */
  let memory: RunMemory | undefined;
  let queue: Promise<void> = Promise.resolve();

  const report = (error: unknown, run?: string): void =>
    post({ type: "error", error: wireError(error), ...(run === undefined ? {} : { run }) });

  const enqueue = (task: () => Promise<void>, run?: string): void => {
    queue = queue.then(task).catch((error: unknown) => report(error, run));
  };

  const recallTuning = ({ tuned, tuneAgain }: Pick<Start, "tuned" | "tuneAgain">): void => {
    if (tuneAgain === true) engines.tuneAgain();
    if (tuned) engines.recallTuning(tuned);
  };
  /** Tells the kernels that the engine in use has chosen, and what it was told of them. */
  const tellTuning = (): void => {
    const table = engines.inUse?.tuning?.table;
    if (table !== undefined && Object.keys(table.shapes).length > 0) post({ type: "tuned", table });
  };

  const tellCapabilities = async (command: Extract<Command, { type: "probe-machine" }>): Promise<void> => {
    const { known, again } = command;
    if (again === true) engines.forget();
    else if (known) engines.recall(known);
    recallTuning(command);
    post({ type: "capabilities", capabilities: capabilitiesOf(await engines.open("auto")) });
    tellTuning();
  };

  const storeRun = async ({ run, log, snapshot }: Extract<Command, { type: "store" }>): Promise<void> => {
    try {
      if (runs === undefined) throw new FaultError({ code: "keepsNoRunsHere" });
      await runs.write(run, log, snapshot);
      post({ type: "stored", run });
    } catch (error) {
      post({ type: "stored", run, error: wireError(error) });
    }
  };

  /** @param flush tells what has been gathered of the run's events. */
  const trainEnvironment = (
    start: Start,
    own: Drive,
    kept: KeptRun,
    flush: () => void,
  ): Omit<TrainEnvironment, "openEngine"> => {
    const { run, stopAt, referenceProbe, teachers, snapshotEvery, replayed } = start;
    const { resumeFrom, memory: held } = kept;
    const onSnapshot = (snapshot: RunSnapshot, last: boolean): void => {
      // What the snapshot contains has been told before it is.
      flush();
      kept.save(snapshot, last);
    };
    return {
      run,
      now: own.now,
      signal: own.signal,
      ring: held.ring,
      ...(environment.cache === undefined ? {} : { cache: environment.cache }),
      ...(stopAt === undefined ? {} : { stopAt }),
      ...(referenceProbe === undefined ? {} : { referenceProbe }),
      ...(teachers === undefined ? {} : { teachers }),
      ...(resumeFrom === undefined ? {} : { resumeFrom }),
      ...(replayed === undefined ? {} : { replayed }),
      ...(snapshotEvery === undefined ? {} : { snapshotEvery, onSnapshot }),
    };
  };

  const runToEnd = async (start: Start, own: Drive): Promise<void> => {
    const { run } = start;
    let kept: KeptRun;
    try {
      kept = await openKeptRun(start, memory, environment);
    } catch (error) {
      post({ type: "events", events: [{ run, step: 0, type: "failed", error: wireError(error) }] });
      return;
    }
    memory = kept.memory;
    const tell = (events: readonly TrainEvent[]): void => {
      // Kept before it is told: the page never knows more than a later visit will.
      kept.append(events);
      post({ type: "events", events });
    };
    const outbox = createOutbox(tell, { now, after, intervalMs: start.tellEvery });
    try {
      for (const event of kept.replay) outbox.add(event);
      const given = trainEnvironment(start, own, kept, () => outbox.flush());
      if (start.known) engines.recall(start.known);
      recallTuning(start);
      for await (const event of trainWhereItFits(start.experiment, start.engine, engines, given)) {
        heartbeat.hear(event);
        if (event.type === "started") tellTuning();
        if (kept.isRepeated(event)) continue;
        outbox.add(event);
        if (isEnd(event)) break;
        await own.afterEvent(event, (type) => outbox.add({ run, step: event.step, type }));
        // Let commands in: an engine on the processor never leaves the microtask queue by itself.
        await nextMacrotask();
      }
      outbox.flush();
    } finally {
      await kept.close();
    }
  };

  return {
    handle(command) {
      heartbeat.stir();
      switch (command.type) {
        case "probe-machine":
          enqueue(() => tellCapabilities(command));
          return;
        case "store":
          void storeRun(command);
          return;
        case "start": {
          drive?.stop();
          const own = createDrive({ ...command, now });
          drive = own;
          enqueue(() => runToEnd(command, own), command.run);
          return;
        }
        default:
          // A command for a run that has ended or was replaced comes too late and means nothing.
          if (drive?.run === command.run) drive.obey(command);
      }
    },
    report,
    beat: () => heartbeat.beat(drive, engines.inUse?.answers?.()),
  };
}

function isEnd(event: TrainEvent): boolean {
  return event.type === "finished" || event.type === "failed";
}
