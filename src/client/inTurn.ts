import type { EngineRecord } from "../protocol/event";

/** What a step does one after the other: what it takes follows from this alone. */
export interface InTurn {
  readonly multiplyAdds: number;
  readonly arms: number;
}

/**
 * The share of an experiment that one core does, the one that has most to do. Arms in WebAssembly train side by side, each
 * core with every `cores`-th of them; on all other engines one device takes them in turn.
 * @param works multiply-adds, by arm.
 * @param cores that this machine computes on at once.
 */
export function inTurn({ engine }: Pick<EngineRecord, "engine">, works: readonly number[], cores: number): InTurn {
  const lanes = engine === "wasm" ? Math.max(1, Math.min(cores, works.length)) : 1;
  const shares = Array.from({ length: lanes }, (_, lane) =>
    works.reduce((sum, work, arm) => sum + (arm % lanes === lane ? work : 0), 0),
  );
  return { multiplyAdds: Math.max(...shares), arms: Math.ceil(works.length / lanes) };
}
