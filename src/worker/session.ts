import type { DatasetCache } from "../data/datasetCache";
import { nextMacrotask } from "../data/nextMacrotask";
import type { Engine } from "../engine/engine";
import { train, wireError } from "../engine/trainer";
import type { Capabilities, Command, EngineChoice, WorkerMessage } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { createOutbox } from "./outbox";

/** What a session needs of the thread that it lives on. */
export interface SessionEnvironment {
  readonly post: (message: WorkerMessage) => void;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly openEngine: (choice: EngineChoice) => Promise<Engine>;
  /** Remembers data sets between runs. */
  readonly cache?: DatasetCache;
}

export interface Session {
  handle(command: Command): void;
  /** Tells the page of a fault outside any run. */
  report(error: unknown): void;
}

type Start = Extract<Command, { type: "start" }>;

/** One run at a time and how it is being driven. */
interface Drive {
  readonly run: string;
  readonly abort: AbortController;
  mode: "running" | "paused" | "single";
  /** Wakes a paused drive. */
  wake: () => void;
}

/**
 * Drives the trainer by commands: pausing means not pulling. A new start ends the run before it; engines stay open
 * between runs, so that a second run starts at once.
 */
export function createSession(environment: SessionEnvironment): Session {
  const { post, now } = environment;
  const engines = new Map<EngineChoice, Promise<Engine>>();
  let drive: Drive | undefined;
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

  const tellCapabilities = async (): Promise<void> => {
    const engine = await engineFor("auto");
    post({ type: "capabilities", capabilities: capabilitiesOf(engine) });
  };

  const runTo = async (command: Start, current: Drive): Promise<void> => {
    const { run, experiment, engine, stopAt, referenceProbe, resumeFrom, snapshotEvery } = command;
    const outbox = createOutbox(post, now);
    const events = train(experiment, {
      run,
      now,
      signal: current.abort.signal,
      openEngine: () => engineFor(engine),
      ...(environment.cache === undefined ? {} : { cache: environment.cache }),
      ...(stopAt === undefined ? {} : { stopAt }),
      ...(referenceProbe === undefined ? {} : { referenceProbe }),
      ...(resumeFrom === undefined ? {} : { resumeFrom }),
      ...(snapshotEvery === undefined
        ? {}
        : {
            snapshotEvery,
            onSnapshot: (snapshot) => {
              // What the snapshot contains has been told before it is.
              outbox.flush();
              post({ type: "snapshot", run, snapshot });
            },
          }),
    });
    for await (const event of events) {
      const { step } = event;
      outbox.add(event);
      if (isEnd(event)) break;
      if (current.mode === "single" && event.type === "step") current.mode = "paused";
      if (current.mode === "paused" && (event.type === "step" || event.type === "started")) {
        outbox.add({ run, step, type: "paused" });
        outbox.flush();
        await waitWhilePaused(current);
        if (!current.abort.signal.aborted) outbox.add({ run, step, type: "resumed" });
      }
      // Let commands in: an engine on the processor never leaves the microtask queue by itself.
      await nextMacrotask();
    }
    outbox.flush();
  };

  return {
    handle(command) {
      switch (command.type) {
        case "probe-machine":
          previous = previous.then(tellCapabilities).catch((error: unknown) => this.report(error));
          return;
        case "start": {
          drive?.abort.abort();
          drive?.wake();
          const current: Drive = {
            run: command.run,
            abort: new AbortController(),
            mode: command.paused === true ? "paused" : "running",
            wake: () => undefined,
          };
          drive = current;
          previous = previous.then(() => runTo(command, current)).catch((error: unknown) => this.report(error));
          return;
        }
        default: {
          // A command for a run that has ended or was replaced comes too late and means nothing.
          if (drive?.run !== command.run) return;
          if (command.type === "pause") drive.mode = "paused";
          else if (command.type === "resume") drive.mode = "running";
          else if (command.type === "single") drive.mode = "single";
          else drive.abort.abort();
          drive.wake();
        }
      }
    },
    report(error) {
      post({ type: "error", error: wireError(error) });
    },
  };
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
