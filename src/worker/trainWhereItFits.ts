import type { Experiment } from "../experiment/experiment";
import type { EngineChoice, EngineName } from "../protocol/engineChoice";
import { engineNameOf } from "../protocol/engineNameOf";
import type { Fault, Reason, TrainEvent, WireError } from "../protocol/event";
import type { TrainEnvironment } from "../training/trainEnvironment";
import { train } from "../training/trainer";
import type { Engines } from "./engines";

/** Too large for this engine's memory, not for every one's. */
const noRoom: ReadonlySet<Fault["code"]> = new Set(["memoryRefused", "tooLarge", "noRoom", "outOfMemory"]);

/**
 * Trains an experiment on the engine of a choice. With `auto` a run that finds no room there before its first step is
 * prepared on the next engine; nothing of it was told but that it is being prepared.
 */
export async function* trainWhereItFits(
  experiment: Experiment,
  choice: EngineChoice,
  engines: Pick<Engines, "open">,
  environment: Omit<TrainEnvironment, "openEngine">,
): AsyncGenerator<TrainEvent, void> {
  const passed = new Map<EngineName, Reason>();
  for (;;) {
    let used: EngineName | undefined;
    let why: Reason | undefined;
    let begun = false;
    const openEngine: TrainEnvironment["openEngine"] = async () => {
      const engine = await engines.open(choice, passed);
      used = engineNameOf(engine.record);
      return engine;
    };
    for await (const event of train(experiment, { ...environment, openEngine })) {
      begun ||= event.type === "started";
      why = choice === "auto" && !begun && event.type === "failed" ? whyNoRoom(event.error) : undefined;
      if (why !== undefined && used !== undefined && !passed.has(used)) break;
      yield event;
    }
    if (why === undefined || used === undefined || passed.has(used)) return;
    passed.set(used, why);
  }
}

function whyNoRoom({ fault }: WireError): Reason | undefined {
  return fault !== undefined && noRoom.has(fault.code) ? (fault as Reason) : undefined;
}
