/** Holds a run back, so that no more than some steps are told in a second. */
export interface Pacer {
  /** @param stepsPerSecond as fast as it goes when undefined. */
  set(stepsPerSecond: number | undefined): void;
  /**
   * Waits after a step until the next one is due.
   * @param isWaiting false ends the wait at once; asked whenever `wake` was called.
   */
  afterStep(isWaiting: () => boolean): Promise<void>;
  /** Looks again: the pace has changed, or the run is paused or ended. */
  wake(): void;
}

/** @param now milliseconds, monotonic. */
export function createPacer(now: () => number, initial?: number): Pacer {
  let pace = initial;
  let last = -Infinity;
  let look = (): void => undefined;
  const wake = (): void => look();
  return {
    set(stepsPerSecond) {
      pace = stepsPerSecond;
      wake();
    },
    async afterStep(isWaiting) {
      if (last === -Infinity) last = now();
      while (pace !== undefined && isWaiting()) {
        const left = last + 1000 / pace - now();
        if (left <= 0) break;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left);
          look = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      last = now();
    },
    wake,
  };
}
