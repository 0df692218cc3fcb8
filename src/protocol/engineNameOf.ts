import type { EngineName } from "./engineChoice";
import type { EngineRecord } from "./event";

/** The name by which a user would ask for the engine of a run. */
export function engineNameOf({ engine, backend }: EngineRecord): EngineName {
  return engine === "tfjs" ? `tfjs-${backend}` : engine;
}
