import type { DatasetCache } from "../data/datasetCache";
import { nextMacrotask } from "../tasks/nextMacrotask";
import type { Engine } from "../engine/engine";
import type { RunFiles, RunStore } from "../storage/runWriter";
import { createSnapshotRing, type SnapshotRing } from "../training/snapshotRing";
import { train } from "../training/trainer";
import type { Capabilities, Command, EngineChoice, WorkerMessage } from "../protocol/command";
import type { TrainEvent, WireError } from "../protocol/event";
import { wireError } from "../protocol/wireError";
import { storageReason } from "../storage/storageReason";
import { createOutbox } from "./outbox";
import { branchPoint, type BranchPoint } from "./branchOff";
import { createKeeper, type Keeper } from "./keeper";
import { createPacer, type Pacer } from "./pace";
import { createRepeatFilter } from "./repeatFilter";
import { createSilence } from "./silence";

/** What a session needs of the thread that it lives on. */
export interface SessionEnvironment {
  readonly post: (message: WorkerMessage) => void;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly openEngine: (choice: EngineChoice) => Promise<Engine>;
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

/** No single step, and no single piece of preparation, takes so long. */
const STALL_MS = 10 * 60_000;

type Start = Extract<Command, { type: "start" }>;

/** One run at a time and how it is being driven. */
interface Drive {
  readonly run: string;
  readonly abort: AbortController;
  readonly pacer: Pacer;
  /** Its last few states. */
  readonly ring: SnapshotRing;
  /** What was told of it, where no storage keeps that. */
  readonly events: TrainEvent[];
  mode: "running" | "paused" | "single";
  /** Wakes a paused drive. */
  wake: () => void;
  /** The run before, until this one has begun: it may go on from that one's states. */
  before: Drive | undefined;
}

/**
 * Drives the trainer by commands: pausing means not pulling. A new start ends the run before it; engines stay open
 * between runs, so that a second run starts at once.
 */
export function createSession(environment: SessionEnvironment): Session {
  const { post, now } = environment;
  const engines = new Map<EngineChoice, Promise<Engine>>();
  let drive: Drive | undefined;
  /** When something last went forward. */
  let movedAt = now();
  /** The engine that a run was opened on last. */
  let engineInUse: Engine | undefined;
  const silence = createSilence();
  /** The run whose silence the page was told of. */
  let told: string | undefined;
  let previous: Promise<void> = Promise.resolve();

  const engineFor = async (choice: EngineChoice): Promise<Engine> => {
    const held = engines.get(choice);
    if (held !== undefined) {
      const engine = await held.catch(() => undefined);
      if (engine !== undefined && engine.fault() === undefined) return engine;
      engines.delete(choice);
    }
    // tfjs knows one backend at a time and a lost device takes all with it: one engine is open at once.
    for (const [other, opened] of engines) {
      engines.delete(other);
      (await opened.catch(() => undefined))?.dispose();
    }
    const opening = environment.openEngine(choice);
    engines.set(choice, opening);
    return opening;
  };

  const storeRun = async ({ run, log, snapshot }: Extract<Command, { type: "store" }>): Promise<void> => {
    try {
      if (environment.runs === undefined) throw new Error("this browser keeps no runs here");
      await environment.runs.write(run, log, snapshot);
      post({ type: "stored", run });
    } catch (error) {
      post({ type: "stored", run, error: wireError(error) });
    }
  };

  const tellCapabilities = async (): Promise<void> => {
    const engine = await engineFor("auto");
    post({ type: "capabilities", capabilities: capabilitiesOf(engine) });
  };

  /** The run's files; undefined when it is not to be kept or cannot be, which the page is told. */
  const openFiles = async ({ run, keep }: Start): Promise<RunFiles | undefined> => {
    if (keep === undefined || environment.runs === undefined) return undefined;
    try {
      return await environment.runs.open(run, keep);
    } catch (error) {
      // Going on without what was kept would be another run.
      if (keep === "continue") throw error;
      post({ type: "not-kept", run, error: { ...wireError(error), message: storageReason(error) } });
      return undefined;
    }
  };

  /** Undefined when the other run left nothing to go on from. */
  const findBranch = async (
    run: string,
    { run: from, step }: NonNullable<Start["branchOf"]>,
    previousDrive: Drive | undefined,
  ): Promise<BranchPoint | undefined> => {
    const held = previousDrive?.run === from ? previousDrive : undefined;
    const stored = (await environment.runs?.read(from)) ?? { events: [], snapshots: [] };
    const events = held !== undefined && held.events.length > 0 ? held.events : stored.events;
    return branchPoint(run, step, { ...stored, events }, held?.ring.upTo(step));
  };

  const runTo = async (command: Start, current: Drive): Promise<void> => {
    let files: RunFiles | undefined;
    try {
      files = await openFiles(command);
    } catch (error) {
      current.before = undefined;
      post({ type: "events", events: [{ run: command.run, step: 0, type: "failed", error: wireError(error) }] });
      return;
    }
    const keeper = files && createKeeper({ run: command.run, files, post, now });
    try {
      await trainAndTell(command, current, files, keeper);
    } finally {
      await keeper?.close();
    }
  };

  const trainAndTell = async (
    command: Start,
    current: Drive,
    files: RunFiles | undefined,
    keeper: Keeper | undefined,
  ): Promise<void> => {
    const { run, experiment, engine, stopAt, referenceProbe, snapshotEvery, branchOf } = command;
    const branch = branchOf === undefined ? undefined : await findBranch(run, branchOf, current.before);
    current.before = undefined;
    const resumeFrom = command.resumeFrom ?? branch?.snapshot ?? files?.snapshot;
    const isRepeated = createRepeatFilter(branch?.events ?? files?.events ?? []);
    const outbox = createOutbox((message) => {
      // Kept before it is told: the page never knows more than a later visit will.
      if (message.type === "events") {
        keeper?.append(message.events);
        if (keeper === undefined) current.events.push(...message.events);
      }
      post(message);
    }, now);
    for (const event of branch?.events ?? []) outbox.add(event);
    if (command.keep === "continue" || branchOf !== undefined) {
      const step = resumeFrom?.step ?? 0;
      outbox.add({ run, step, type: "restarted", error: restartReason(step, branchOf, branch) });
    }
    /** Milliseconds that the run stood still. */
    let rested = 0;
    const events = train(experiment, {
      run,
      // The run's own clock stands still while it is paused.
      now: () => now() - rested,
      ring: current.ring,
      signal: current.abort.signal,
      openEngine: async () => (engineInUse = await engineFor(engine)),
      ...(environment.cache === undefined ? {} : { cache: environment.cache }),
      ...(stopAt === undefined ? {} : { stopAt }),
      ...(referenceProbe === undefined ? {} : { referenceProbe }),
      ...(command.teachers === undefined ? {} : { teachers: command.teachers }),
      ...(resumeFrom === undefined ? {} : { resumeFrom }),
      ...(snapshotEvery === undefined
        ? {}
        : {
            snapshotEvery,
            onSnapshot: (snapshot, last) => {
              // What the snapshot contains has been told before it is.
              outbox.flush();
              if (keeper === undefined) post({ type: "snapshot", run, snapshot });
              else keeper.save(snapshot, last);
            },
          }),
    });
    for await (const event of events) {
      const { step } = event;
      silence.hear(event, now() - movedAt);
      movedAt = now();
      if (isRepeated(event)) continue;
      outbox.add(event);
      if (isEnd(event)) break;
      if (current.mode === "single" && event.type === "step") current.mode = "paused";
      if (current.mode === "paused" && (event.type === "step" || event.type === "started")) {
        outbox.add({ run, step, type: "paused" });
        outbox.flush();
        const since = now();
        await waitWhilePaused(current);
        silence.rest();
        rested += now() - since;
        if (!current.abort.signal.aborted) outbox.add({ run, step, type: "resumed" });
      }
      if (event.type === "step") {
        await current.pacer.afterStep(() => current.mode === "running" && !current.abort.signal.aborted);
      }
      // Let commands in: an engine on the processor never leaves the microtask queue by itself.
      await nextMacrotask();
    }
    outbox.flush();
  };

  const tellSilence = (): void => {
    const answers = engineInUse?.answers?.();
    if (drive === undefined || drive.mode === "paused" || answers === undefined) return silence.rest();
    const seconds = Math.round(silence.look(answers) / 1000);
    if (seconds > 0 || told === drive.run) post({ type: "silent", run: drive.run, seconds });
    told = seconds > 0 ? drive.run : undefined;
  };

  return {
    handle(command) {
      movedAt = now();
      switch (command.type) {
        case "probe-machine":
          previous = previous.then(tellCapabilities).catch((error: unknown) => this.report(error));
          return;
        case "store":
          void storeRun(command);
          return;
        case "start": {
          drive?.abort.abort();
          wakeUp(drive);
          const current: Drive = {
            run: command.run,
            abort: new AbortController(),
            pacer: createPacer(now, command.pace),
            ring: createSnapshotRing(),
            events: [],
            mode: command.paused === true ? "paused" : "running",
            wake: () => undefined,
            before: drive,
          };
          drive = current;
          previous = previous
            .then(() => runTo(command, current))
            .catch((error: unknown) => this.report(error, command.run));
          return;
        }
        default: {
          // A command for a run that has ended or was replaced comes too late and means nothing.
          if (drive?.run !== command.run) return;
          if (command.type === "pace") drive.pacer.set(command.stepsPerSecond);
          else if (command.type === "pause") drive.mode = "paused";
          else if (command.type === "resume") drive.mode = "running";
          else if (command.type === "single") drive.mode = "single";
          else drive.abort.abort();
          wakeUp(drive);
        }
      }
    },
    report(error, run) {
      post({ type: "error", error: wireError(error), ...(run === undefined ? {} : { run }) });
    },
    beat() {
      tellSilence();
      // A graphics driver that hangs leaves this thread alive and every answer out.
      if (now() - movedAt < STALL_MS || drive?.mode === "paused") post({ type: "alive" });
    },
  };
}

function wakeUp(drive: Drive | undefined): void {
  drive?.wake();
  drive?.pacer.wake();
}

/** Why a run does not begin at step 0 with nothing known, as its events say it. */
function restartReason(step: number, branchOf: Start["branchOf"], branch: BranchPoint | undefined): WireError {
  if (branchOf === undefined) return { code: "continued", message: `Continued from step ${step}.` };
  return branch === undefined
    ? {
        code: "anew",
        message: `No earlier snapshot than step ${branchOf.step} is available, so training restarts from step 0.`,
      }
    : { code: "branched", message: `Continues from step ${step} of the previous run.` };
}

async function waitWhilePaused(drive: Drive): Promise<void> {
  while (drive.mode === "paused" && !drive.abort.signal.aborted) {
    await new Promise<void>((resolve) => {
      drive.wake = resolve;
    });
  }
}

function isEnd(event: TrainEvent): boolean {
  return event.type === "finished" || event.type === "failed";
}

function capabilitiesOf(engine: Engine): Capabilities {
  const { record, software } = engine;
  const choices: EngineChoice[] =
    record.backend === "webgpu" ? ["auto", "compiled", "tfjs-webgpu", "tfjs-webgl", "tfjs-cpu"] : ["auto", "tfjs-cpu"];
  if (record.backend === "webgl") choices.splice(1, 0, "tfjs-webgl");
  return { engine: record, software, choices };
}
