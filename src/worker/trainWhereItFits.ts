import type { Experiment } from "../experiment/experiment";
import type { EngineChoice, EngineName } from "../protocol/engineChoice";
import { engineNameOf } from "../protocol/engineNameOf";
import type { Fault, Reason, TrainEvent, WireError } from "../protocol/event";
import type { TrainEnvironment } from "../training/trainEnvironment";
import { createSnapshotRing } from "../training/snapshotRing";
import { train } from "../training/trainer";
import type { Engines } from "./engines";

/** Too large for this engine's memory, not for every one's. */
const noRoom: ReadonlySet<Fault["code"]> = new Set(["memoryRefused", "tooLarge", "noRoom", "outOfMemory"]);

/**
 * Trains an experiment on the engine of a choice. With `auto` a run that finds no room there goes on on the next engine: before
 * its first step it is prepared there, and nothing of it was told but that; later, as evaluation and probes take memory of their
 * own, it restarts from its newest state, as after a lost device.
 */
export async function* trainWhereItFits(
  experiment: Experiment,
  choice: EngineChoice,
  engines: Pick<Engines, "open">,
  environment: Omit<TrainEnvironment, "openEngine">,
): AsyncGenerator<TrainEvent, void> {
  const passed = new Map<EngineName, Reason>();
  const ring = environment.ring ?? createSnapshotRing();
  let { resumeFrom } = environment;
  for (;;) {
    let used: EngineName | undefined;
    let refused: WireError | undefined;
    let begun = false;
    const openEngine: TrainEnvironment["openEngine"] = async () => {
      const engine = await engines.open(choice, passed);
      used = engineNameOf(engine.record);
      return engine;
    };
    const from = resumeFrom === undefined ? {} : { resumeFrom };
    for await (const event of train(experiment, { ...environment, ...from, ring, openEngine })) {
      begun ||= event.type === "started";
      if (choice === "auto" && event.type === "failed" && whyNoRoom(event.error) !== undefined) {
        refused = used === undefined || passed.has(used) ? undefined : event.error;
      }
      if (refused !== undefined) break;
      yield event;
    }
    const why = refused && whyNoRoom(refused);
    if (used === undefined || refused === undefined || why === undefined) return;
    passed.set(used, why);
    if (!begun) continue;
    resumeFrom = ring.upTo(Number.POSITIVE_INFINITY) ?? resumeFrom;
    yield { run: environment.run, step: resumeFrom?.step ?? 0, type: "restarted", error: refused };
  }
}

function whyNoRoom({ fault }: WireError): Reason | undefined {
  return fault !== undefined && noRoom.has(fault.code) ? (fault as Reason) : undefined;
}
