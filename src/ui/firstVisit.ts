import type { LabStore } from "../store/labStore";
import { playRecording, type PlayerOptions } from "../store/recordingPlayer";

/** Later than this a recording would surprise more than it helps. */
const IDLE_MS = 1000;

/**
 * Shows whoever comes first a recorded run: after the first paint, and only if nothing of their own is there yet.
 * @param library settles when the kept runs are known.
 */
export async function showFirstVisit(store: LabStore, library: Promise<void>, options: PlayerOptions): Promise<void> {
  const { experiment } = store.getState();
  await library;
  await painted();
  if (store.getState().library.length > 0) return;
  try {
    const { fetchFirstRun } = await import("../client/firstRun");
    const recording = await fetchFirstRun();
    if (store.getState().experiment === experiment) playRecording(store, recording, options);
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
