/** A computation that can be left between its steps, so that whoever drives it may do something else in between. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Drives a computation to its end at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
