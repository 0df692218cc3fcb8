import type { Command } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { createPacer } from "./pace";

/** What a run may be told while it is under way. */
export type DriveCommand = Extract<Command, { type: "pause" | "resume" | "stop" | "single" | "pace" }>;

/** How one run is driven: pausing means not pulling its next event. */
export interface Drive {
  readonly run: string;
  /** Aborted once the run is to end. */
  readonly signal: AbortSignal;
  readonly isPaused: boolean;
  /** Milliseconds; the run's own clock stands still while the run is paused. */
  now(): number;
  obey(command: DriveCommand): void;
  stop(): void;
  /**
   * Waits until the event after this one may be pulled: while the run is paused, and as its pace demands.
   * @param tell what the run does now.
   */
  afterEvent(event: TrainEvent, tell: (type: "paused" | "resumed") => void): Promise<void>;
}

interface DriveOptions {
  readonly run: string;
  /** Do everything up to the first step, then wait. */
  readonly paused?: boolean;
  /** Steps per second at most. */
  readonly pace?: number;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

export function createDrive({ run, paused = false, pace, now }: DriveOptions): Drive {
  const abort = new AbortController();
  const pacer = createPacer(now, pace);
  let mode: "running" | "paused" | "single" = paused ? "paused" : "running";
  let restedMs = 0;
  let wake = (): void => undefined;
  const { signal } = abort;

  const standStill = async (): Promise<void> => {
    const since = now();
    while (mode === "paused" && !signal.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    restedMs += now() - since;
  };
  /** Whoever waits looks again. */
  const changed = (): void => {
    wake();
    pacer.wake();
  };

  return {
    run,
    signal,
    get isPaused() {
      return mode === "paused";
    },
    now: () => now() - restedMs,
    obey(command) {
      switch (command.type) {
        case "pause":
          mode = "paused";
          break;
        case "resume":
          mode = "running";
          break;
        case "single":
          mode = "single";
          break;
        case "pace":
          pacer.set(command.stepsPerSecond);
          break;
        case "stop":
          abort.abort();
          break;
        default:
          command satisfies never;
      }
      changed();
    },
    stop() {
      abort.abort();
      changed();
    },
    async afterEvent({ type }, tell) {
      if (type === "step" && mode === "single") mode = "paused";
      if (mode === "paused" && (type === "step" || type === "started")) {
        tell("paused");
        await standStill();
        if (!signal.aborted) tell("resumed");
      }
      if (type === "step") await pacer.afterStep(() => mode === "running" && !signal.aborted);
    },
  };
}
