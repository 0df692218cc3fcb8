import type { Experiment } from "../../src/experiment/experiment";
import type { TrainEvent } from "../../src/protocol/event";
import type { Io } from "./command";
import { describeEvent } from "./report";
import { labErrorText } from "./labErrorText";
import { withWeights, type StoredTeacher } from "./teachers";
import { openRuntime, type GivenImages, type Runtime } from "./runtime";

/**
 * Trains an experiment to its end.
 * @param weights that its arms start from.
 * @returns undefined when the run failed, which has been told.
 */
export async function runAgain(
  experiment: Experiment,
  runtime: Runtime,
  images: GivenImages | undefined,
  io: Io,
  quiet: boolean,
  weights: readonly StoredTeacher[] = [],
): Promise<readonly TrainEvent[] | undefined> {
  const events: TrainEvent[] = [];
  let settle: (error: string | undefined) => void = () => undefined;
  const ended = new Promise<string | undefined>((resolve) => (settle = resolve));
  const lab = await openRuntime(runtime, {
    ...(images === undefined ? {} : { images }),
    onCrash: settle,
    onMessage(message) {
      if (message.type === "error") settle(labErrorText(message.error));
      if (message.type !== "events") return;
      for (const event of message.events) {
        events.push(event);
        const line = quiet ? undefined : describeEvent(event, events);
        if (line !== undefined) io.err(line);
        if (event.type === "failed") settle(labErrorText(event.error));
        if (event.type === "finished") settle(undefined);
      }
    },
  });
  try {
    await lab.send({ type: "start", run: "verify", experiment, engine: runtime.engine, ...withWeights(weights) });
    const error = await ended;
    if (error === undefined) return events;
    io.err(`lab verify: ${error}`);
    return undefined;
  } finally {
    await lab.close();
  }
}
