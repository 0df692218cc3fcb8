/** A computation that can be left between its steps, so that whoever drives it may do something else in between. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** How a computation is brought to its end: at once, or with the page's other work in between. */
export type Drive = <T>(steps: Steps<T>) => Promise<T>;

/** Drives a computation to its end at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** For threads that nobody waits on. */
export const atOnce: Drive = (steps) => new Promise((resolve) => resolve(finish(steps)));
