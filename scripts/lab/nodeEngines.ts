import type { EngineChoice } from "../../src/protocol/engineChoice";

/** Engines that need no browser: the exact one, and the compiled one on a graphics card. */
const NODE_ENGINES = ["wasm", "compiled"] as const satisfies readonly EngineChoice[];

export type NodeEngine = (typeof NODE_ENGINES)[number];

/** Without a browser the exact engine is what one gets unasked. @returns undefined where a browser is needed. */
export function nodeEngine(choice: EngineChoice): NodeEngine | undefined {
  return choice === "auto" ? NODE_ENGINES[0] : NODE_ENGINES.find((each) => each === choice);
}
