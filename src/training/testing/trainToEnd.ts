import type { Engine } from "../../engine/engine";
import type { Experiment } from "../../experiment/experiment";
import type { TrainEvent } from "../../protocol/event";
import type { TrainEnvironment } from "../trainEnvironment";
import { train } from "../trainer";

/** Runs to the end; the clock stands still, so that events are comparable. */
export async function trainToEnd(
  experiment: Experiment,
  engine: Engine,
  options: Partial<TrainEnvironment> = {},
): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  const environment: TrainEnvironment = {
    run: "r",
    now: () => 0,
    signal: new AbortController().signal,
    openEngine: () => Promise.resolve(engine),
    ...options,
  };
  for await (const event of train(experiment, environment)) events.push(event);
  return events;
}
