import type { OpenOptions } from "../engine/openEngine";
import type { Engine } from "../engine/engine";
import type { Capabilities } from "../protocol/command";
import { ENGINE_CHOICES, engineNeeds, type EngineChoice, type EngineName } from "../protocol/engineChoice";
import type { Reason } from "../protocol/event";
import type { EngineTrials } from "../protocol/trialSchema";
import type { TuningTable } from "../protocol/tuningSchema";

/** Opens an engine; `auto` is told what was found out before. */
export type OpenEngine = (choice: EngineChoice, options: Omit<OpenOptions, "now">) => Promise<Engine>;

/** Keeps an engine open between runs, so that a second run starts at once. */
export interface Engines {
  /** The engine that was opened last. */
  readonly inUse: Engine | undefined;
  /**
   * The engine that is open, if it is of that choice and works; a new one otherwise.
   * @param passed engines that `auto` is not to take, and why.
   */
  open(choice: EngineChoice, passed?: ReadonlyMap<EngineName, Reason>): Promise<Engine>;
  /** Takes over how `auto` chose at an earlier visit, unless it has chosen since. */
  recall(trials: EngineTrials): void;
  /** The next `auto` chooses anew. */
  forget(): void;
  /** Takes over the kernels that were chosen at an earlier visit. */
  recallTuning(table: TuningTable): void;
  /** Has kernels chosen anew. */
  tuneAgain(): void;
}

/**
 * tfjs knows one backend at a time and a lost device takes all with it: one engine is open at once.
 * @param openEngine opens another one.
 */
export function createEngines(openEngine: OpenEngine): Engines {
  let held: { readonly choice: string; readonly engine: Engine } | undefined;
  let known: EngineTrials | undefined;
  let tuned: TuningTable | undefined;
  const drop = (): void => {
    held?.engine.dispose();
    held = undefined;
  };
  return {
    get inUse() {
      return held?.engine;
    },
    recall(trials) {
      known ??= trials;
    },
    recallTuning(table) {
      tuned = table;
      held?.engine.tuning?.recall(table);
    },
    tuneAgain() {
      tuned = undefined;
      held?.engine.tuning?.forget();
    },
    forget() {
      known = undefined;
      if (held?.choice === "auto") drop();
    },
    async open(choice, passed = new Map()) {
      const wanted = [choice, ...passed.keys()].join(" ");
      if (held?.choice === wanted && held.engine.fault() === undefined) return held.engine;
      drop();
      const engine = await openEngine(choice, { passed, ...(known === undefined ? {} : { known }) });
      held = { choice: wanted, engine };
      if (tuned !== undefined) engine.tuning?.recall(tuned);
      // What a run passes over is none of the machine's faults.
      if (passed.size === 0) known = engine.trials ?? known;
      return engine;
    },
  };
}

/** What the machine can do, by the engine that it chose. */
export function capabilitiesOf({ record, software, trials }: Engine): Capabilities {
  const compiled = trials?.trials.find(({ engine }) => engine === "compiled");
  const isRefused = (choice: EngineChoice): boolean =>
    trials?.trials.some(({ engine, why }) => engine === choice && why !== undefined) ?? false;
  const webgpu = record.backend === "webgpu" || compiled?.record !== undefined;
  const there = {
    webgpu,
    // WebGL is there where WebGPU is.
    webgl: webgpu || record.backend === "webgl" || canWebGl(),
  };
  const choices = ENGINE_CHOICES.filter((choice) => {
    const needs = engineNeeds[choice];
    return !isRefused(choice) && (needs === undefined || there[needs]);
  });
  return {
    engine: record,
    software: compiled?.software ?? software,
    choices,
    ...(trials === undefined ? {} : { trials }),
  };
}

function canWebGl(): boolean {
  const canvas = typeof OffscreenCanvas === "undefined" ? undefined : new OffscreenCanvas(1, 1);
  return (canvas?.getContext("webgl2") ?? null) !== null;
}
