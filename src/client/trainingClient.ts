import type { Experiment } from "../experiment/experiment";
import type { Capabilities, Command, Replayed, Teachers, WorkerMessage } from "../protocol/command";
import type { EngineChoice } from "../protocol/engineChoice";
import type { Fault, TrainEvent, WireError } from "../protocol/event";
import type { EngineTrials } from "../protocol/trialSchema";
import type { TuningTable } from "../protocol/tuningSchema";
import { FaultError, faultOf, reasonOf } from "../protocol/faultError";
import { wireError } from "../protocol/wireError";
import { developerText } from "../schema/codedError";
import type { KeptText } from "./storage";
import { createWatchdog, TICK_MS } from "./watchdog";

/** What the client needs of a worker; a test hands in its own. */
export interface WorkerPort {
  postMessage(command: Command): void;
  terminate(): void;
  /** @param onError the worker failed to load or threw outside its own handling; what the browser tells may be empty. */
  listen(onMessage: (data: unknown) => void, onError: (message: string) => void): void;
}

/** What the page hears; events come as the worker gathers them, a few times a second. */
export type ClientUpdate =
  | { readonly type: "capabilities"; readonly capabilities: Capabilities }
  | { readonly type: "events"; readonly events: readonly TrainEvent[] }
  | { readonly type: "tuned"; readonly table: TuningTable }
  | Extract<WorkerMessage, { type: "kept" | "not-kept" | "silent" }>
  | {
      readonly type: "fault";
      readonly error: WireError;
      /** The runs that it ends; when absent the worker is gone, and with it whatever it had under way. */
      readonly runs?: readonly string[];
    };

export interface StartOptions {
  readonly run: string;
  readonly experiment: Experiment;
  readonly engine: EngineChoice;
  /** Prepare, then wait for `resume` or `single`. */
  readonly paused: boolean;
  /** Keep the run in this browser, from its first event or from where it broke off. */
  readonly keep?: "new" | "continue";
  /** Weights of earlier runs by their key, for arms that learn from them. */
  readonly teachers?: Teachers;
  /** Go on from a run that this one equals up to a step. */
  readonly branchOf?: { readonly run: string; readonly step: number };
  /** Steps per second at most; as fast as it goes when absent. */
  readonly pace?: number;
  /** The kernels of an earlier run of the same experiment. */
  readonly replayed?: Replayed;
}

/** The page's end of the door to the worker. */
export interface TrainingClient {
  /**
   * Starts the worker if needed and asks what this machine can do.
   * @param again engines are timed although an earlier visit's times are kept.
   */
  probeMachine(again?: boolean): void;
  start(options: StartOptions): void;
  /** Has the next run choose the graphics card's kernels anew. */
  tuneAgain(): void;
  pause(run: string): void;
  resume(run: string): void;
  single(run: string): void;
  stop(run: string): void;
  /** @param stepsPerSecond as fast as it goes when undefined. */
  pace(run: string, stepsPerSecond: number | undefined): void;
  /** Writes a run that came from a file into storage. @throws FaultError saying why that was not possible. */
  storeRun(run: string, log: Uint8Array, snapshot: Uint8Array | undefined): Promise<void>;
  /** Ends the worker and everything in it; the next command starts a new one. */
  restart(): void;
  dispose(): void;
}

export interface ClientOptions {
  readonly createWorker: () => WorkerPort;
  /** Narrows what came through the door. @throws when it is not a worker message. */
  readonly parse: (data: unknown) => WorkerMessage;
  readonly onUpdate: (update: ClientUpdate) => void;
  readonly after: (ms: number, callback: () => void) => () => void;
  /** How the default engine was found, between visits; the worker checks what it reads. */
  readonly engineTrials: KeptText;
  /** The kernels that were chosen for the graphics card, between visits; the worker checks what it reads. */
  readonly tuning: KeptText;
  /** Milliseconds between two messages of a run's numbers; the worker's own when absent. */
  readonly tellEvery?: number;
}

/** Looks in a row without a word after which a worker that has something to do is taken for dead: a minute. */
const PATIENCE = 6;
/** The same where one step may keep the worker's thread busy for minutes: without WebGPU. */
const SLOW_PATIENCE = 60;
/** A run that was told to stop and has not, after this long, hangs: the next one gets a worker of its own. */
export const STOP_MS = 10_000;

/** Snapshots of a run that is kept: twenty in all, never further apart than a hundred steps nor closer than five. */
export function snapshotEvery(budget: number): number {
  return Math.min(100, Math.max(5, Math.ceil(budget / 20)));
}

export function createTrainingClient(options: ClientOptions): TrainingClient {
  const { createWorker, parse, onUpdate, after, engineTrials, tuning, tellEvery } = options;
  let worker: WorkerPort | undefined;
  let slow = false;
  /** Whether the worker has been asked what this machine can do and has not answered. */
  let asked = false;
  /** Whether the next run is to choose kernels anew. */
  let tunesAgain = false;
  /** Runs that the worker has under way; paused ones may be silent. */
  const open = new Map<string, "busy" | "paused" | "leaving">();
  /** What was sent for the newest run: a new worker is told it again. */
  let newest: Command[] = [];
  let cancelLeaving: (() => void) | undefined;
  const storing = new Map<string, ((error: WireError | undefined) => void)[]>();

  const fail = (error: WireError, runs?: readonly string[]): void =>
    onUpdate({ type: "fault", error, ...(runs && { runs }) });
  const fault = (code: "worker" | "protocol", what: Fault, runs?: readonly string[]): void =>
    fail({ code, message: developerText(what), fault: what }, runs);

  const watchdog = createWatchdog(
    after,
    () => (slow ? SLOW_PATIENCE : PATIENCE),
    () => {
      const seconds = ((slow ? SLOW_PATIENCE : PATIENCE) * TICK_MS) / 1000;
      end();
      fault("worker", { code: "workerSilent", seconds });
    },
  );
  const watch = (): void => {
    const busy = asked || storing.size > 0 || [...open.values()].some((state) => state !== "paused");
    if (busy && worker !== undefined) watchdog.listen();
    else watchdog.rest();
  };

  /** What was kept, as it is: the worker checks it. */
  const readKept = <T>(text: KeptText): T | null => {
    try {
      return JSON.parse(text.read() ?? "null") as T | null;
    } catch {
      return null;
    }
  };
  const knownTrials = (): { readonly known?: EngineTrials } => {
    const known = readKept<EngineTrials>(engineTrials);
    return known === null ? {} : { known };
  };
  const knownTuning = (): { readonly tuned?: TuningTable; readonly tuneAgain?: true } => {
    if (tunesAgain) return { tuneAgain: true };
    const tuned = readKept<TuningTable>(tuning);
    return tuned === null ? {} : { tuned };
  };

  const note = (event: TrainEvent): void => {
    const state = open.get(event.run);
    if (state === undefined) return;
    if (event.type === "finished" || event.type === "failed") open.delete(event.run);
    else if (event.type === "paused" && state === "busy") open.set(event.run, "paused");
    else if (event.type === "resumed" && state === "paused") open.set(event.run, "busy");
    else if (event.type === "started") slow = event.engine.backend !== "webgpu";
  };

  const receive = (data: unknown): void => {
    watchdog.hear();
    let message: WorkerMessage;
    try {
      message = parse(data);
    } catch (error) {
      // What it was about may be missing from any run.
      const runs = [...open.keys()];
      for (const run of runs) drop(run);
      fault("protocol", { code: "workerUnreadable", why: reasonOf(error) }, runs);
      return;
    }
    switch (message.type) {
      case "alive":
        return;
      case "capabilities":
        asked = false;
        slow = message.capabilities.engine.backend !== "webgpu";
        if (message.capabilities.trials !== undefined) {
          engineTrials.write(JSON.stringify(message.capabilities.trials));
        }
        watch();
        onUpdate(message);
        return;
      case "events": {
        const heard = message.events.filter(({ run }) => open.has(run));
        heard.forEach(note);
        watch();
        if (heard.length > 0) onUpdate({ type: "events", events: heard });
        return;
      }
      case "tuned":
        tuning.write(JSON.stringify(message.table));
        tunesAgain = false;
        onUpdate(message);
        return;
      case "silent":
        if (open.get(message.run) === "busy") onUpdate(message);
        return;
      case "kept":
      case "not-kept":
        onUpdate(message);
        return;
      case "stored":
        settleStored(message.run, message.error);
        return;
      case "snapshot":
        // Sent only to those who ask with `snapshotEvery`.
        return;
      case "error": {
        const { run, error } = message;
        if (run === undefined) asked = false;
        else drop(run);
        watch();
        fail(error, run === undefined ? [] : [run]);
        return;
      }
      default:
        message satisfies never;
    }
  };

  /** Gives up a run at fault; whatever still comes of it is not heard. */
  const drop = (run: string): void => {
    open.delete(run);
    worker?.postMessage({ type: "stop", run });
  };

  const settleStored = (run: string, error: WireError | undefined): void => {
    const [settle, ...others] = storing.get(run) ?? [];
    if (others.length === 0) storing.delete(run);
    else storing.set(run, others);
    watch();
    settle?.(error);
  };

  const end = (): void => {
    watchdog.rest();
    cancelLeaving?.();
    cancelLeaving = undefined;
    worker?.terminate();
    worker = undefined;
    asked = false;
    open.clear();
    for (const run of [...storing.keys()]) {
      while (storing.has(run)) settleStored(run, wireError(new FaultError({ code: "workerEnded" })));
    }
  };

  const begin = (): WorkerPort | undefined => {
    if (worker !== undefined) return worker;
    let mine: WorkerPort;
    try {
      mine = worker = createWorker();
    } catch (error) {
      end();
      fault("worker", { code: "workerNotStarted", why: reasonOf(error) });
      return undefined;
    }
    // A worker that was ended may have spoken before.
    const ifMine =
      <T>(heard: (data: T) => void) =>
      (data: T): void =>
        void (worker === mine && heard(data));
    mine.listen(
      ifMine(receive),
      ifMine((told) => {
        end();
        fault("worker", { code: "workerStopped", told });
      }),
    );
    return mine;
  };

  const send = (command: Command): void => {
    begin()?.postMessage(command);
    watch();
  };
  const sendFor = (run: string, command: Command): void => {
    if (newest[0]?.type === "start" && newest[0].run === run) newest.push(command);
    send(command);
  };

  /** Gives runs that are to stop a while, then their worker up: nothing may wait behind one that hangs. */
  const leave = (runs: Iterable<string>): void => {
    for (const run of runs) if (open.has(run)) open.set(run, "leaving");
    if (cancelLeaving !== undefined || ![...open.values()].includes("leaving")) return;
    cancelLeaving = after(STOP_MS, () => {
      cancelLeaving = undefined;
      const stuck = [...open].filter(([, state]) => state === "leaving").map(([run]) => run);
      if (stuck.length === 0) return;
      const [first] = newest;
      const again = first?.type === "start" && !stuck.includes(first.run) && open.has(first.run) ? newest : [];
      end();
      if (again.length === 0) return;
      if (first?.type === "start") open.set(first.run, "busy");
      for (const command of again) send(command);
    });
  };

  return {
    probeMachine(again = false) {
      asked = true;
      send({ type: "probe-machine", ...(again ? { again } : knownTrials()), ...knownTuning() });
    },
    tuneAgain() {
      tuning.write("null");
      tunesAgain = true;
    },
    start({ run, experiment, engine, paused, keep, branchOf, pace, teachers, replayed }) {
      leave(open.keys());
      open.set(run, "busy");
      newest = [];
      const command: Command = {
        type: "start",
        run,
        experiment,
        engine,
        ...(engine === "auto" ? knownTrials() : {}),
        ...knownTuning(),
        // Whoever asks for another choice does not want the old one.
        ...(replayed === undefined || tunesAgain ? {} : { replayed }),
        ...(paused ? { paused } : {}),
        ...(branchOf === undefined ? {} : { branchOf }),
        ...(pace === undefined ? {} : { pace }),
        ...(tellEvery === undefined ? {} : { tellEvery }),
        ...(teachers === undefined ? {} : { teachers }),
        ...(keep === undefined ? {} : { keep, snapshotEvery: snapshotEvery(experiment.training.budget) }),
      };
      newest.push(command);
      send(command);
    },
    pause: (run) => sendFor(run, { type: "pause", run }),
    resume(run) {
      if (open.has(run)) open.set(run, "busy");
      sendFor(run, { type: "resume", run });
    },
    single(run) {
      if (open.has(run)) open.set(run, "busy");
      sendFor(run, { type: "single", run });
    },
    stop(run) {
      if (!open.has(run)) return;
      send({ type: "stop", run });
      leave([run]);
    },
    pace: (run, stepsPerSecond) =>
      sendFor(run, { type: "pace", run, ...(stepsPerSecond === undefined ? {} : { stepsPerSecond }) }),
    storeRun: (run, log, snapshot) =>
      new Promise((resolve, reject) => {
        const settle = (error: WireError | undefined): void => {
          if (error === undefined) resolve();
          else reject(new FaultError(faultOf(error)));
        };
        storing.set(run, [...(storing.get(run) ?? []), settle]);
        send({ type: "store", run, log, ...(snapshot === undefined ? {} : { snapshot }) });
      }),
    restart: end,
    dispose: end,
  };
}
