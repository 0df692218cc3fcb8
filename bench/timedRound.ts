import { takeCalls } from "./calls";
import type { Contender, Round } from "../src/engine/benchmark/contender";

/** Trains some steps, two of them on their way at a time, and says what they took together. */
export async function timedRound(contender: Contender, steps: number): Promise<Round> {
  takeCalls();
  let encodeMs = 0;
  const start = performance.now();
  for (let step = 0; step < steps; step += 1) {
    const before = performance.now();
    contender.step();
    encodeMs += performance.now() - before;
    // Two steps on their way are enough to keep a device busy; more would only queue up in the browser.
    if (step % 2 === 1) await contender.sync();
  }
  await contender.sync();
  return { wallMs: performance.now() - start, encodeMs, calls: takeCalls() };
}
