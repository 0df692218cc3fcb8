/** Milliseconds of work in one go: a frame has sixteen, and input must not wait for long. */
const SLICE_MS = 10;

/**
 * Drives a long computation to its end in slices, with the page's other work in between.
 * @param steps yields wherever it may be left; a single step should take well below a slice
 */
export async function inSlices<T>(steps: Generator<undefined, T, undefined>): Promise<T> {
  for (;;) {
    const until = performance.now() + SLICE_MS;
    do {
      const { done, value } = steps.next();
      if (done === true) return value;
    } while (performance.now() < until);
    await nextTask();
  }
}

/** A task of its own; unlike a timer it is not put off in a page that is not looked at. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
