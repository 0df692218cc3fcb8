import type { Experiment } from "../experiment/experiment";
import type { Capabilities, Command, EngineChoice, Teachers, WorkerMessage } from "../protocol/command";
import type { TrainEvent, WireError } from "../protocol/event";

/** What the client needs of a worker; a test hands in its own. */
export interface WorkerPort {
  postMessage(command: Command): void;
  terminate(): void;
  /** @param onError the worker failed to load or threw outside its own handling; what the browser tells may be empty. */
  listen(onMessage: (data: unknown) => void, onError: (message: string) => void): void;
}

/** What the page hears; events come in batches, one per drawn frame at most. */
export type ClientUpdate =
  | { readonly type: "capabilities"; readonly capabilities: Capabilities }
  | { readonly type: "events"; readonly events: readonly TrainEvent[] }
  | Extract<WorkerMessage, { type: "kept" | "not-kept" }>
  | { readonly type: "fault"; readonly error: WireError };

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
}

/** The page's end of the door to the worker. */
export interface TrainingClient {
  /** Starts the worker if needed and asks what this machine can do. */
  probeMachine(): void;
  start(options: StartOptions): void;
  pause(run: string): void;
  resume(run: string): void;
  single(run: string): void;
  stop(run: string): void;
  /** @param stepsPerSecond as fast as it goes when undefined. */
  pace(run: string, stepsPerSecond: number | undefined): void;
  /** Writes a run that came from a file into storage. @throws Error saying why that was not possible. */
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
  /** Calls back once, soon, at most once per drawn frame. */
  readonly schedule: (callback: () => void) => void;
  readonly after: (ms: number, callback: () => void) => () => void;
}

/** A worker that says nothing for this long after it was started is taken for dead. */
export const SILENCE_MS = 60_000;

/** Snapshots of a run that is kept: twenty in all, never further apart than a hundred steps nor closer than five. */
export function snapshotEvery(budget: number): number {
  return Math.min(100, Math.max(5, Math.ceil(budget / 20)));
}

export function createTrainingClient(options: ClientOptions): TrainingClient {
  const { createWorker, parse, onUpdate, schedule, after } = options;
  let worker: WorkerPort | undefined;
  let cancelSilence: (() => void) | undefined;
  let waiting: TrainEvent[] = [];
  let scheduled = false;
  const storing = new Map<string, (error: WireError | undefined) => void>();

  const fault = (code: string, message: string): void => onUpdate({ type: "fault", error: { code, message } });

  const flush = (): void => {
    scheduled = false;
    const events = waiting;
    waiting = [];
    if (events.length > 0) onUpdate({ type: "events", events });
  };

  const receive = (data: unknown): void => {
    cancelSilence?.();
    let message: WorkerMessage;
    try {
      message = parse(data);
    } catch (error) {
      fault("protocol", `The training worker sent something unexpected (${textOf(error)}). Reload the page.`);
      return;
    }
    switch (message.type) {
      case "capabilities":
        onUpdate(message);
        return;
      case "events":
        waiting.push(...message.events);
        if (!scheduled) {
          scheduled = true;
          schedule(flush);
        }
        return;
      case "kept":
      case "not-kept":
        // What it is about has been told before it.
        flush();
        onUpdate(message);
        return;
      case "stored":
        storing.get(message.run)?.(message.error);
        return;
      case "snapshot":
        // Sent only to those who ask with `snapshotEvery`.
        return;
      case "error":
        flush();
        onUpdate({ type: "fault", error: message.error });
        return;
      default:
        message satisfies never;
    }
  };

  const end = (): void => {
    cancelSilence?.();
    cancelSilence = undefined;
    worker?.terminate();
    worker = undefined;
    for (const settle of [...storing.values()]) settle({ code: "worker", message: "the training worker stopped" });
  };

  const begin = (): WorkerPort | undefined => {
    if (worker !== undefined) return worker;
    try {
      worker = createWorker();
    } catch (error) {
      fault("worker", `The training worker could not be started (${textOf(error)}). ${WHAT_TO_DO}`);
      return undefined;
    }
    worker.listen(receive, (message) => {
      end();
      flush();
      fault("worker", `The training worker stopped${message === "" ? "" : ` (${message})`}. ${WHAT_TO_DO}`);
    });
    cancelSilence = after(SILENCE_MS, () => {
      end();
      fault("worker", `The training worker did not answer within ${SILENCE_MS / 1000} seconds. ${WHAT_TO_DO}`);
    });
    return worker;
  };

  const send = (command: Command): void => begin()?.postMessage(command);
  return {
    probeMachine: () => send({ type: "probe-machine" }),
    start: ({ run, experiment, engine, paused, keep, branchOf, pace, teachers }) =>
      send({
        type: "start",
        run,
        experiment,
        engine,
        ...(paused ? { paused } : {}),
        ...(branchOf === undefined ? {} : { branchOf }),
        ...(pace === undefined ? {} : { pace }),
        ...(teachers === undefined ? {} : { teachers }),
        ...(keep === undefined ? {} : { keep, snapshotEvery: snapshotEvery(experiment.training.budget) }),
      }),
    pause: (run) => send({ type: "pause", run }),
    resume: (run) => send({ type: "resume", run }),
    single: (run) => send({ type: "single", run }),
    stop: (run) => send({ type: "stop", run }),
    pace: (run, stepsPerSecond) =>
      send({ type: "pace", run, ...(stepsPerSecond === undefined ? {} : { stepsPerSecond }) }),
    storeRun: (run, log, snapshot) =>
      new Promise((resolve, reject) => {
        storing.set(run, (error) => {
          storing.delete(run);
          if (error === undefined) resolve();
          else reject(new Error(error.message));
        });
        send({ type: "store", run, log, ...(snapshot === undefined ? {} : { snapshot }) });
        if (worker === undefined) storing.get(run)?.({ code: "worker", message: "the training worker did not start" });
      }),
    restart: end,
    dispose: end,
  };
}

const WHAT_TO_DO =
  "Try again; if it stays, reload the page. A strict content blocker or a page opened from a file instead of a server can be the cause.";

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
