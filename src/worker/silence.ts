import type { TrainEvent } from "../protocol/event";

/** Milliseconds between two looks. The page takes a worker that has something to do and says nothing for a minute for dead. */
export const BEAT_MS = 5000;

/** No device that works is silent for so long between two of its answers, however quick its steps. */
const LEAST_MS = 30_000;
/** The same before it has taken a step: what it must do once is done then. */
const FIRST_MS = 120_000;
/** Slow devices may be silent for this many of the longest steps so far. */
const STEPS = 20;

/** Notices that a graphics device no longer answers, which no error tells. */
export interface Silence {
  /** Takes note of what a run told. @param gapMs time since the event before it. */
  hear(event: TrainEvent, gapMs: number): void;
  /** Nothing is asked of the device for now. */
  rest(): void;
  /**
   * To be called every `BEAT_MS`. It counts looks, not time: a machine that slept for an hour has looked once.
   * @param answers how often the device has answered so far.
   * @returns how long it has been silent, once that is longer than any work takes; 0 until then.
   */
  look(answers: number): number;
}

export function createSilence(): Silence {
  /** Kernels are ready and the run is not over. */
  let trains = false;
  let stepped = false;
  let longestMs = 0;
  let quiet = 0;
  let known: number | undefined;
  return {
    hear(event, gapMs) {
      quiet = 0;
      switch (event.type) {
        case "preparing":
        case "started":
        case "restarted":
          trains = event.type === "started";
          stepped = false;
          longestMs = 0;
          return;
        case "finished":
        case "failed":
          trains = false;
          return;
        case "step":
          // The first one waits for what is done once.
          if (stepped) longestMs = Math.max(longestMs, gapMs);
          stepped = true;
          return;
        default:
      }
    },
    rest: () => void (quiet = 0),
    look(answers) {
      quiet = answers === known ? quiet + 1 : 0;
      known = answers;
      const silentMs = quiet * BEAT_MS;
      const patienceMs = stepped ? Math.max(LEAST_MS, STEPS * longestMs) : FIRST_MS;
      return trains && silentMs >= patienceMs ? silentMs : 0;
    },
  };
}
