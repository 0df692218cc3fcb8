import type { WorkerMessage } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import type { Drive } from "./drive";
import { createSilence } from "./silence";

/** No single step, and no single piece of preparation, takes so long. */
const STALL_MS = 10 * 60_000;

/** Tells the page that what there is to do goes forward, as long as it does. */
export interface Heartbeat {
  /** Something was asked for. */
  stir(): void;
  /** A run went forward. */
  hear(event: TrainEvent): void;
  /**
   * To be called every `BEAT_MS`.
   * @param drive of the run under way.
   * @param answers how often the graphics device has answered so far; absent where nobody counts.
   */
  beat(drive: Pick<Drive, "run" | "isPaused"> | undefined, answers: number | undefined): void;
}

/** @param now milliseconds, monotonic. */
export function createHeartbeat(post: (message: WorkerMessage) => void, now: () => number): Heartbeat {
  const silence = createSilence();
  /** When something last went forward. */
  let movedAt = now();
  /** The run whose silence the page was told of. */
  let told: string | undefined;

  const tellSilence = (run: string, answers: number): void => {
    const seconds = Math.round(silence.look(answers) / 1000);
    if (seconds > 0 || told === run) post({ type: "silent", run, seconds });
    told = seconds > 0 ? run : undefined;
  };

  return {
    stir() {
      movedAt = now();
    },
    hear(event) {
      silence.hear(event, now() - movedAt);
      movedAt = now();
    },
    beat(drive, answers) {
      if (drive === undefined || drive.isPaused || answers === undefined) silence.rest();
      else tellSilence(drive.run, answers);
      // A graphics driver that hangs leaves this thread alive and every answer out.
      if (now() - movedAt < STALL_MS || drive?.isPaused === true) post({ type: "alive" });
    },
  };
}
