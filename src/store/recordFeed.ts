import type { RunRecord } from "../record/runRecord";
import type { LabStore } from "./labStore";
import { shownRecord } from "./recordingSlice";

/** The record on display, let through a few times a second. */
export interface RecordFeed {
  subscribe(listener: () => void): () => void;
  read(): RunRecord | undefined;
}

/** Five redraws a second are fluent; more would cost the main thread more than they show. */
export const FEED_MS = 200;

/**
 * Lets a new record through at once when it is another run or another phase, else after `intervalMs` at most.
 * @param schedule calls back once after so many milliseconds.
 */
export function createRecordFeed(
  store: LabStore,
  intervalMs: number,
  schedule: (callback: () => void, ms: number) => void,
): RecordFeed {
  let shown = shownRecord(store.getState());
  let waiting = false;
  const listeners = new Set<() => void>();
  const publish = (): void => {
    waiting = false;
    const record = shownRecord(store.getState());
    if (record === shown) return;
    shown = record;
    for (const listener of listeners) listener();
  };
  store.subscribe((state) => {
    const record = shownRecord(state);
    if (record === shown) return;
    if (record?.run !== shown?.run || record?.phase !== shown?.phase) publish();
    else if (!waiting) {
      waiting = true;
      schedule(publish, intervalMs);
    }
  });
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: () => shown,
  };
}
