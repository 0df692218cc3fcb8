import type { ClientUpdate, StartOptions, TrainingClient } from "../client/trainingClient";
import type { Fault, TrainEvent } from "../protocol/event";
import { faultOf } from "../protocol/faultError";

/** How a run of a sweep came to its end. */
export type RunEnd =
  /** By itself: done, diverged or failed, as its last event says. */
  | { readonly kind: "ended"; readonly events: readonly TrainEvent[] }
  /** It was stopped here. */
  | { readonly kind: "stopped"; readonly events: readonly TrainEvent[] }
  /** The worker broke down. */
  | { readonly kind: "broken"; readonly fault: Fault };

export interface RunnerOptions extends StartOptions {
  /** Events of the same run from an earlier visit. */
  readonly earlier?: readonly TrainEvent[];
  /** Told after every batch of events, with all that hold. */
  readonly onEvents?: (events: readonly TrainEvent[]) => void;
  /** A snapshot was kept at this step. */
  readonly onKept?: (step: number) => void;
  /** The run goes on, but a reload would lose it. */
  readonly onNotKept?: (why: Fault) => void;
}

/** One run at a time in one worker, which starts with the first. */
export interface SweepRunner {
  train(options: RunnerOptions): Promise<RunEnd>;
  pause(): void;
  resume(): void;
  stop(): void;
  /** Ends the worker, which the next run starts anew. */
  release(): void;
}

/** @param createClient called at the first run */
export function createSweepRunner(
  createClient: (onUpdate: (update: ClientUpdate) => void) => TrainingClient,
): SweepRunner {
  let client: TrainingClient | undefined;
  let current: { readonly options: RunnerOptions; readonly settle: (end: RunEnd) => void } | undefined;
  let events: TrainEvent[] = [];

  const end = (how: RunEnd): void => {
    const { settle } = current ?? {};
    current = undefined;
    settle?.(how);
  };

  const receive = (update: ClientUpdate): void => {
    if (current === undefined) return;
    const { options } = current;
    if (update.type === "fault") {
      if (update.runs !== undefined && !update.runs.includes(options.run)) return;
      end({ kind: "broken", fault: faultOf(update.error) });
    } else if (update.type === "kept" && update.run === options.run) options.onKept?.(update.step);
    else if (update.type === "not-kept" && update.run === options.run) options.onNotKept?.(faultOf(update.error));
    else if (update.type === "events") {
      const own = update.events.filter(({ run }) => run === options.run);
      const [last] = own.slice(-1);
      if (last === undefined) return;
      for (const event of own) {
        // What came later than a restart's step is void and comes again.
        if (event.type === "restarted") events = events.filter(({ step }) => step <= event.step);
        events.push(event);
      }
      options.onEvents?.(events);
      if (last.type === "finished" || last.type === "failed") end({ kind: "ended", events });
    }
  };

  return {
    train(options) {
      return new Promise((settle) => {
        const { earlier = [], onEvents: _, onKept: __, onNotKept: ___, ...start } = options;
        current = { options, settle };
        events = [...earlier];
        client ??= createClient(receive);
        client.start(start);
      });
    },
    pause: () => current && client?.pause(current.options.run),
    resume: () => current && client?.resume(current.options.run),
    stop() {
      if (current === undefined) return;
      client?.stop(current.options.run);
      end({ kind: "stopped", events });
    },
    release() {
      client?.dispose();
      client = undefined;
    },
  };
}
