import { nextMacrotask } from "../tasks/nextMacrotask";
import type { Drive } from "../tasks/steps";

/** Milliseconds of work in one go: a frame has sixteen, and input must not wait for long. */
const SLICE_MS = 10;

/**
 * Drives a long computation to its end in slices, with the page's other work in between.
 * @param steps yields wherever it may be left; a single step should take well below a slice
 */
export const inSlices: Drive = async (steps) => {
  for (;;) {
    const until = performance.now() + SLICE_MS;
    do {
      const { done, value } = steps.next();
      if (done === true) return value;
    } while (performance.now() < until);
    await nextMacrotask();
  }
};
