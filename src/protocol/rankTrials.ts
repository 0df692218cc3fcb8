import type { EngineTrial } from "./trialSchema";

/** An experiment usually has as many. */
const ARMS = 2;

/**
 * Milliseconds that a step of two arms takes on an engine: one after the other on a device of its own, side by side where arms
 * have threads of their own. Infinite where it was not timed.
 */
export function pairMs({ stepMs = Infinity, armsAtOnce = 1 }: Pick<EngineTrial, "stepMs" | "armsAtOnce">): number {
  return stepMs * Math.ceil(ARMS / armsAtOnce);
}

/** Those that were timed, the fastest first. */
export function rankTrials(trials: readonly EngineTrial[]): readonly EngineTrial[] {
  return trials.filter(({ stepMs }) => stepMs !== undefined).sort((a, b) => pairMs(a) - pairMs(b));
}
