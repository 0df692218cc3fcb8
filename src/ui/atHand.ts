import { encodeLink } from "../experiment/link/encode";
import { recordedExperiment } from "../experiment/recordedRun";
import type { LabStore } from "../store/labStore";
import { playRecording, type PlayerOptions } from "../store/recordingPlayer";

/** Later than this a recording would surprise more than it helps. */
const IDLE_MS = 1000;

/**
 * Shows what is at hand of the experiment that an address brought: the last run of it that ended here, else, where it
 * is the recording's, the recording. After the first paint, and only if nothing else is on display by then.
 * @param library settles when the kept runs are known.
 */
export async function showAtHand(store: LabStore, library: Promise<void>, options: PlayerOptions): Promise<void> {
  const { experiment, expectRecording } = store.getState();
  const isThere = (): boolean => store.getState().experiment === experiment;
  const isRecorded = encodeLink(experiment) === encodeLink(recordedExperiment);
  // Whoever has runs sees the last of them; for whoever has none the notice's place is kept.
  expectRecording(isRecorded);
  try {
    await library;
    await painted();
    if (!isThere() || (await store.getState().showLastRun())) return;
    if (isThere() && isRecorded) await showFirstRun(store, isThere, options);
  } finally {
    expectRecording(false);
  }
}

async function showFirstRun(store: LabStore, isThere: () => boolean, options: PlayerOptions): Promise<void> {
  try {
    const { fetchFirstRun } = await import("../client/firstRun");
    const recording = await fetchFirstRun();
    if (isThere()) playRecording(store, recording, options);
  } catch {
    // The page is whole without it: charts say what they will show, and Play trains.
  }
}

function painted(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === "undefined") setTimeout(resolve, IDLE_MS);
    else requestIdleCallback(() => resolve(), { timeout: IDLE_MS });
  });
}
