import type { TrainEvent } from "../protocol/event";

/** Milliseconds between two messages of a fast run: five redraws a second are fluent, and each costs the page's thread. */
const INTERVAL_MS = 200;

/** What a run measures, of which a fast one has more than anyone can see. */
const MEASURED: ReadonlySet<TrainEvent["type"]> = new Set(["preparing", "step", "evaluation", "probe"]);

export interface Outbox {
  add(event: TrainEvent): void;
  flush(): void;
}

export interface OutboxOptions {
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Calls back once after so many milliseconds. @returns takes the wish back. */
  readonly after: (ms: number, callback: () => void) => () => void;
  readonly intervalMs?: number | undefined;
}

/**
 * Gathers what a run measures into few messages, the only place where the page is spared numbers: the first goes at once, so that
 * a slow run is told step by step, what follows within the interval together at its end. A change of phase goes at once,
 * with all that was gathered before it.
 */
export function createOutbox(
  send: (events: readonly TrainEvent[]) => void,
  { now, after, intervalMs = INTERVAL_MS }: OutboxOptions,
): Outbox {
  let events: TrainEvent[] = [];
  let last = -Infinity;
  let takeBack: (() => void) | undefined;
  const flush = (): void => {
    takeBack?.();
    takeBack = undefined;
    if (events.length === 0) return;
    const gathered = events;
    events = [];
    last = now();
    send(gathered);
  };
  return {
    add(event) {
      events.push(event);
      const left = last + intervalMs - now();
      if (left <= 0 || !MEASURED.has(event.type)) flush();
      else takeBack ??= after(left, flush);
    },
    flush,
  };
}
