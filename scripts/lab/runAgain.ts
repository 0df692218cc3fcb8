import type { Experiment } from "../../src/experiment/experiment";
import type { TrainEvent } from "../../src/protocol/event";
import { errorText } from "../../src/ui/words/reasonWords";
import type { Io } from "./command";
import { describeEvent } from "./report";
import { openRuntime, type GivenImages, type Runtime } from "./runtime";

/** Trains an experiment to its end. @returns undefined when the run failed, which has been told. */
export async function runAgain(
  experiment: Experiment,
  runtime: Runtime,
  images: GivenImages | undefined,
  io: Io,
  quiet: boolean,
): Promise<readonly TrainEvent[] | undefined> {
  const events: TrainEvent[] = [];
  let settle: (error: string | undefined) => void = () => undefined;
  const ended = new Promise<string | undefined>((resolve) => (settle = resolve));
  const lab = await openRuntime(runtime, {
    ...(images === undefined ? {} : { images }),
    onCrash: settle,
    onMessage(message) {
      if (message.type === "error") settle(errorText(message.error));
      if (message.type !== "events") return;
      for (const event of message.events) {
        events.push(event);
        const line = quiet ? undefined : describeEvent(event, events);
        if (line !== undefined) io.err(line);
        if (event.type === "failed") settle(errorText(event.error));
        if (event.type === "finished") settle(undefined);
      }
    },
  });
  try {
    await lab.send({ type: "start", run: "verify", experiment, engine: runtime.engine });
    const error = await ended;
    if (error === undefined) return events;
    io.err(`lab verify: ${error}`);
    return undefined;
  } finally {
    await lab.close();
  }
}
