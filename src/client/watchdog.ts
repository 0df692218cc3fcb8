/** Milliseconds between two looks at whether anything was heard. */
export const TICK_MS = 10_000;

export interface Watchdog {
  /** Something was heard. */
  hear(): void;
  /** Begins to listen, if it does not already. */
  listen(): void;
  rest(): void;
}

/**
 * Calls `onSilence` after so many looks in a row between which nothing was heard. It counts looks, not time: a machine
 * that slept for an hour has looked once.
 * @param patience looks, read at each of them.
 */
export function createWatchdog(
  after: (ms: number, callback: () => void) => () => void,
  patience: () => number,
  onSilence: () => void,
): Watchdog {
  let quiet = 0;
  let cancel: (() => void) | undefined;
  const look = (): void => {
    quiet += 1;
    if (quiet < patience()) {
      cancel = after(TICK_MS, look);
      return;
    }
    cancel = undefined;
    onSilence();
  };
  return {
    hear: () => void (quiet = 0),
    listen() {
      if (cancel !== undefined) return;
      quiet = 0;
      cancel = after(TICK_MS, look);
    },
    rest() {
      cancel?.();
      cancel = undefined;
    },
  };
}
