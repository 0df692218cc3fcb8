import type { Engine } from "../engine/engine";
import type { Capabilities } from "../protocol/command";
import { ENGINE_CHOICES, engineNeeds, type EngineChoice } from "../protocol/engineChoice";

/** Keeps an engine open between runs, so that a second run starts at once. */
export interface Engines {
  /** The engine that was opened last. */
  readonly inUse: Engine | undefined;
  /** The engine that is open, if it is of that choice and works; a new one otherwise. */
  open(choice: EngineChoice): Promise<Engine>;
}

/**
 * tfjs knows one backend at a time and a lost device takes all with it: one engine is open at once.
 * @param openEngine opens another one.
 */
export function createEngines(openEngine: (choice: EngineChoice) => Promise<Engine>): Engines {
  let held: { readonly choice: EngineChoice; readonly engine: Engine } | undefined;
  return {
    get inUse() {
      return held?.engine;
    },
    async open(choice) {
      if (held?.choice === choice && held.engine.fault() === undefined) return held.engine;
      held?.engine.dispose();
      held = undefined;
      const engine = await openEngine(choice);
      held = { choice, engine };
      return engine;
    },
  };
}

/** What the machine can do, by the engine that it chose. */
export function capabilitiesOf({ record, software }: Engine): Capabilities {
  // WebGL is there where WebGPU is.
  const there: readonly string[] = record.backend === "webgpu" ? ["webgpu", "webgl"] : [record.backend];
  const choices = ENGINE_CHOICES.filter((choice) => {
    const needs = engineNeeds[choice];
    return needs === undefined || there.includes(needs);
  });
  return { engine: record, software, choices };
}
