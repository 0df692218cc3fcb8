import type { EngineName } from "../protocol/engineChoice";
import type { Reason } from "../protocol/event";
import { reasonOf } from "../protocol/faultError";
import { pairMs, rankTrials } from "../protocol/rankTrials";
import type { EngineTrial, EngineTrials } from "../protocol/trialSchema";
import type { Engine } from "./engine";
import { EngineError } from "./engineError";
import { timingWork } from "./timeEngine";

/*
 * Which engine is this machine's default.
 *
 * The two engines of our own are opened, have to pass the self-test by gradients, and are timed on the same few steps: the
 * one that trains two arms faster is taken, since an experiment usually has two, which a processor of several cores computes
 * side by side. A graphics card that is beyond what any processor reaches is taken at once. The result holds for a
 * browser on a machine; who keeps it may hand it in again, and the engine that was fastest then is opened without timing.
 * TensorFlow.js is tried where neither works.
 */

/** Engines that are timed against each other; the first one may make the others needless. */
const TIMED = ["compiled", "wasm"] as const satisfies readonly EngineName[];
/** Better one of these than none; best first. */
const LAST_RESORTS = ["tfjs-webgpu", "tfjs-webgl", "tfjs-cpu"] as const satisfies readonly EngineName[];

/** The engine in WebAssembly takes 5 to 10 on cores of 2026: a card that is faster than this is clearly ahead of them. */
const CLEARLY_AHEAD_MS = 3;

/** What the choice needs of the machine. */
export interface Opener {
  /**
   * Opens an engine that passes the self-test.
   * @param why it is not the engine that would come first.
   * @throws Error saying why it is none here.
   */
  readonly open: (name: EngineName, why?: Reason) => Promise<Engine>;
  /** Milliseconds per step of the network that engines are timed with. */
  readonly time: (engine: Engine) => Promise<number>;
  /** Names the browser and what it computes on. */
  readonly machine: () => Promise<string>;
}

export interface ChoiceOptions {
  /** What was found at an earlier visit. */
  readonly known?: EngineTrials;
  /** Engines that are not to be taken, and why. */
  readonly passed?: ReadonlyMap<EngineName, Reason>;
}

/**
 * Opens the fastest engine that works here. Its `trials` say how it was found.
 * @throws EngineError naming every engine that was tried and why it was refused.
 */
export async function chooseEngine(opener: Opener, options: ChoiceOptions = {}): Promise<Engine> {
  const machine = await opener.machine();
  const { known } = options;
  const remembered = known?.machine === machine ? await openKnown(opener, known, options) : undefined;
  return remembered ?? (await tryAll(opener, machine, options));
}

/** The fastest of an earlier visit; undefined where it works no more. */
async function openKnown(
  { open }: Opener,
  trials: EngineTrials,
  { passed = new Map() }: ChoiceOptions,
): Promise<Engine | undefined> {
  const [best] = rankTrials(trials.trials).filter(({ engine }) => !passed.has(engine));
  if (best === undefined) return undefined;
  try {
    return { ...(await open(best.engine, whyNotFirst(best.engine, trials.trials, passed))), trials };
  } catch {
    return undefined;
  }
}

async function tryAll({ open, time }: Opener, machine: string, { passed = new Map() }: ChoiceOptions): Promise<Engine> {
  const trials: EngineTrial[] = [];
  let best: { readonly engine: Engine; readonly trial: EngineTrial } | undefined;
  for (const name of TIMED) {
    const passedWhy = passed.get(name);
    if (passedWhy !== undefined) {
      trials.push({ engine: name, why: passedWhy });
      continue;
    }
    let engine: Engine | undefined;
    try {
      engine = await open(name, whyNotFirst(name, trials, passed));
      const stepMs = await time(engine);
      const { record, software, armsAtOnce } = engine;
      const trial = { engine: name, record, software, stepMs, ...(armsAtOnce === undefined ? {} : { armsAtOnce }) };
      trials.push(trial);
      const slower = best !== undefined && pairMs(best.trial) <= pairMs(trial) ? engine : best?.engine;
      if (slower !== engine) best = { engine, trial };
      slower?.dispose();
      if (!software && stepMs <= CLEARLY_AHEAD_MS) break;
    } catch (error) {
      engine?.dispose();
      trials.push({ engine: name, why: reasonOf(error) });
    }
  }
  const engine = best?.engine ?? (await openLastResort(open, trials, passed));
  return { ...engine, trials: { machine, multiplyAddsPerStep: timingWork(), trials } };
}

async function openLastResort(
  open: Opener["open"],
  trials: EngineTrial[],
  passed: ReadonlyMap<EngineName, Reason>,
): Promise<Engine> {
  const why = trials[0]?.why;
  for (const name of LAST_RESORTS.filter((each) => !passed.has(each))) {
    try {
      const engine = await open(name, why);
      trials.push({ engine: name, record: engine.record, software: engine.software });
      return engine;
    } catch (error) {
      trials.push({ engine: name, why: reasonOf(error) });
    }
  }
  const tried = trials.map(({ engine, why: refused }) => ({
    engine,
    why: refused ?? ({ code: "told", text: "" } as const),
  }));
  throw new EngineError({ code: "noEngine", tried });
}

/** What stands in an engine's record: why it runs although another one would have been taken before it. */
function whyNotFirst(
  name: EngineName,
  trials: readonly EngineTrial[],
  passed: ReadonlyMap<EngineName, Reason>,
): Reason | undefined {
  const [passedWhy] = passed.values();
  if (passedWhy !== undefined) return passedWhy;
  const first = trials.find(({ engine }) => engine === TIMED[0]);
  return name === TIMED[0] ? undefined : first?.why;
}
