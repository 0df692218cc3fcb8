import { expect, it } from "vitest";
import { decodeLink } from "../experiment/link/decode";
import type { Command, WorkerMessage } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { parseWorkerMessage } from "../protocol/guards";
import { fetchFirstRun } from "./firstRun";

const STEPS = 3;
/** Four digits are kept of the recording, and another adapter adds in another order. */
const SPREAD = 2e-3;

/** The first steps of the recording's experiment as the worker trains them now. */
async function trainNow(link: string): Promise<readonly TrainEvent[]> {
  const worker = new Worker(new URL("../worker/train.worker.ts", import.meta.url), { type: "module" });
  const events: TrainEvent[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = ({ data }: MessageEvent<unknown>) => {
        const message: WorkerMessage = parseWorkerMessage(data);
        if (message.type === "error") reject(new Error(message.error.message));
        if (message.type !== "events") return;
        events.push(...message.events);
        if (message.events.some(({ type, step }) => type === "step" && step >= STEPS)) resolve();
      };
      const { experiment } = decodeLink(link);
      const command: Command = { type: "start", run: "now", experiment, engine: "compiled" };
      worker.postMessage(command);
    });
  } finally {
    worker.terminate();
  }
  return events;
}

it("the run that a first visit shows begins as training does now", { timeout: 120_000 }, async () => {
  const { link, events } = await fetchFirstRun();
  const now = await trainNow(link);
  let compared = 0;
  for (let step = 1; step <= STEPS; step += 1) {
    const [then, again] = [events, now].map((all) => all.find((event) => event.type === "step" && event.step === step));
    if (then?.type !== "step" || again?.type !== "step") throw new Error(`step ${step} is missing`);
    then.arms.forEach(({ losses, total, accuracy }, arm) => {
      const own = again.arms[arm];
      const pairs = [
        ...losses.map((value, term) => [value, own?.losses[term]] as const),
        [total, own?.total] as const,
        ...accuracy.map((value, head) => [value, own?.accuracy[head]] as const),
      ];
      for (const [expected, value] of pairs) {
        expect(Math.abs((value ?? NaN) - expected)).toBeLessThanOrEqual(SPREAD * Math.abs(expected));
        compared += 1;
      }
    });
  }
  // Two arms with 3 and 9 terms, a total and three heads each.
  expect(compared).toBe(STEPS * (3 + 9 + 2 * (1 + 3)));
});
