import type { EngineChoice } from "../protocol/engineChoice";
import { engineNameOf } from "../protocol/engineNameOf";
import type { EngineRecord } from "../protocol/event";

/** The engine that a run was made on, where it can be had: another one would give other bits. */
export function engineOf(engine: EngineRecord | undefined, choices: readonly EngineChoice[]): EngineChoice {
  if (engine === undefined) return "auto";
  const wanted = engineNameOf(engine);
  return choices.includes(wanted) ? wanted : "auto";
}
