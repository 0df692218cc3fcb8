import { ENGINE_CHOICES, engineNeeds, type EngineChoice } from "../../src/protocol/engineChoice";

const [first, ...others] = ENGINE_CHOICES;

/** `--engine NAME` as every command that trains explains it. */
export const ENGINE_HELP = `--engine NAME      ${first} (default), ${others.slice(0, -1).join(", ")} or ${others.at(-1) ?? ""}`;

/** @param wrong takes what is wrong with it. */
export function readEngine(values: ReadonlyMap<string, string>, wrong: string[]): EngineChoice | undefined {
  const name = values.get("engine") ?? first;
  const engine = ENGINE_CHOICES.find((each) => each === name);
  if (engine === undefined) wrong.push(`--engine ${name}: expected one of ${ENGINE_CHOICES.join(", ")}`);
  return engine;
}

/** Whether the browser is to be started with WebGPU. */
export const wantsWebGpu = (engine: EngineChoice): boolean => engine === "auto" || engineNeeds[engine] === "webgpu";
