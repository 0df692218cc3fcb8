import type { TrainEvent } from "../protocol/event";

/** Milliseconds between two messages of a fast run: ten a second is more than anyone can see. */
const INTERVAL_MS = 100;

export interface Outbox {
  add(event: TrainEvent): void;
  flush(): void;
}

/**
 * Gathers events into few messages; the first goes at once, so that a slow run is told step by step.
 * @param now milliseconds, monotonic.
 */
export function createOutbox(send: (events: readonly TrainEvent[]) => void, now: () => number): Outbox {
  let events: TrainEvent[] = [];
  let last = -Infinity;
  const flush = (): void => {
    if (events.length === 0) return;
    const gathered = events;
    events = [];
    last = now();
    send(gathered);
  };
  return {
    add(event) {
      events.push(event);
      // Everything but the steps of a fast run is worth telling at once.
      if (event.type !== "step" || now() - last >= INTERVAL_MS) flush();
    },
    flush,
  };
}
