import { encodeLink } from "../experiment/link/encode";
import { foldRun } from "../record/foldRun";
import { RECORDED_RUN } from "../experiment/recordedRun";
import type { Recording } from "../storage/recording";
import { newRun, type RunRecord } from "../record/runRecord";
import type { LabStore } from "./labStore";

export interface PlayerOptions {
  /** Calls back once after so many milliseconds. */
  readonly schedule: (callback: () => void, ms: number) => void;
  /** Shows the end at once: the visitor asked for less motion. */
  readonly calm: boolean;
}

/** The charts are drawn this often. */
export const TICK_MS = 200;
/** Half of what a laptop's GPU trains of the default experiment in that time. */
export const STEPS_PER_TICK = 5;

/**
 * Plays a recording of the experiment on the page until the visitor begins something of their own: a run, an edit,
 * another experiment. Does nothing when the page already shows something else.
 */
export function playRecording(store: LabStore, { link, events }: Recording, { schedule, calm }: PlayerOptions): void {
  const begun = store.getState();
  if (begun.record !== undefined || begun.recording !== undefined || encodeLink(begun.experiment) !== link) return;
  let record = newRun(RECORDED_RUN, begun.experiment);
  let at = 0;

  const unsubscribe = leaveWithNext(store);
  const tick = (): void => {
    const { recording, recordingPaused, recordingEnds, showRecording } = store.getState();
    if (at > 0 && recording === undefined) {
      unsubscribe();
      return;
    }
    if (!recordingPaused) {
      const until = calm || recordingEnds ? Infinity : record.step + STEPS_PER_TICK;
      const first = at;
      while (at < events.length && (events[at]?.step ?? 0) <= until) at += 1;
      record = events.slice(first, at).reduce(foldRun, record);
      showRecording(record);
    }
    if (at < events.length) schedule(tick, TICK_MS);
  };
  tick();
}

/** Shows what a sweep kept of a run of the experiment on the page, where nothing else is on display. */
export function showResult(store: LabStore, result: RunRecord): void {
  const { experiment, record, leaveRecording, showRecording } = store.getState();
  if (record !== undefined || encodeLink(experiment) !== encodeLink(result.experiment)) return;
  leaveRecording();
  showRecording(result, "sweep");
  leaveWithNext(store);
}

/** What is shown goes as soon as the visitor begins something of their own. @returns stops looking out for it. */
function leaveWithNext(store: LabStore): () => void {
  const begun = store.getState();
  const unsubscribe = store.subscribe((state) => {
    const { experiment, locked, seeds, record: own } = state;
    if (own === undefined && experiment === begun.experiment && locked === begun.locked && seeds === begun.seeds)
      return;
    unsubscribe();
    state.leaveRecording();
  });
  return unsubscribe;
}
