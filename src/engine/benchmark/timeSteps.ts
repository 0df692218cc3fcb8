import { median } from "d3-array";
import type { Contender } from "./contender";

/** A round takes about so long; there are so many, unless the time is up before. */
const ROUND_MS = 400;
const ROUNDS = 5;
const MOST_STEPS = 200;

/**
 * Milliseconds per step: median of several rounds, two steps on their way at a time.
 * @param now milliseconds, monotonic.
 * @param mostMs no round begins later than this.
 */
export async function timeSteps(contender: Contender, now: () => number, mostMs: number): Promise<number> {
  // The first step compiles; the second one tells how many fit into a round.
  await take(contender, 1);
  const second = now();
  await take(contender, 1);
  const begun = now();
  const steps = Math.min(MOST_STEPS, Math.max(1, Math.round(ROUND_MS / Math.max(begun - second, 0.01))));
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const at = now();
    if (round > 0 && at - begun > mostMs) break;
    await take(contender, steps);
    rounds.push((now() - at) / steps);
  }
  return median(rounds) ?? Number.NaN;
}

async function take(contender: Contender, steps: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    contender.step();
    // Two steps on their way are enough to keep a device busy; more would only queue up in the browser.
    if (step % 2 === 1) await contender.sync();
  }
  await contender.sync();
}
