/**
 * Resolves in a later task of the event loop, so that waiting messages (a cancel, for instance) are handled first.
 *
 * A message to oneself rather than a timer: timers are held back to 4 ms when nested, which would double the time of
 * a generation that pauses every few milliseconds.
 */
export function nextMacrotask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
