import { engineNameOf } from "../protocol/engineNameOf";
import type { EngineRecord } from "../protocol/event";
import type { Capabilities } from "../protocol/command";
import { keptText, type KeptText } from "./storage";

/** Which machinery a speed belongs to: `compiled/webgpu/apple m2`. */
export function speedKey({ engine, backend, adapter }: EngineRecord): string {
  return `${engine}/${backend}/${adapter}`;
}

/**
 * Milliseconds per multiply-add before anything was measured here; conservative, so that estimates err to the long side.
 * Order of magnitude from the default experiment (1.5 · 10¹² multiply-adds) on a software adapter with two cores.
 */
const UNMEASURED = {
  compiledGpu: 2e-8,
  compiledSoftware: 1e-6,
  wasm: 3e-7,
  tfjsGpu: 4e-7,
  tfjsSoftware: 1.5e-5,
  tfjsCpu: 1.2e-5,
};

/**
 * Milliseconds that a step of one arm takes however small the network is: dispatches, queue, messages. They bound small
 * experiments, and a run that they bound says nothing of the speed of larger ones.
 */
const OVERHEAD = { compiledGpu: 3, compiledSoftware: 25, wasm: 2, tfjsGpu: 30, tfjsSoftware: 150, tfjsCpu: 20 };

export interface Speed {
  readonly msPerMultiplyAdd: number;
  /** Per step and arm, on top. */
  readonly overheadMs: number;
  /** From an earlier run in this browser or the short test of engines, not from the table. */
  readonly measured: boolean;
}

/** The pace of a run that is over. */
export interface MeasuredPace {
  /** Milliseconds per step of all arms. */
  readonly stepMs: number;
  /** What a step does one after the other: see `inTurn.ts`. */
  readonly multiplyAddsPerStep: number;
  readonly arms: number;
}

export interface SpeedBook {
  /** How much this machine computes at once, for `inTurn.ts`. */
  readonly cores: number;
  speedOf(machine: Machine): Speed;
  note(machine: Machine, pace: MeasuredPace): void;
}

type Machine = Pick<Capabilities, "engine" | "software" | "trials">;

/** A pace below this multiple of the overhead measures the overhead. */
const CLEARLY = 3;

/** Speeds of earlier runs by engine, kept between visits. */
export function createSpeedBook(kept: KeptText = keptText("forklab.speeds"), cores = coresHere()): SpeedBook {
  const known = parseSpeeds(kept.read());
  return {
    cores,
    speedOf(machine) {
      const kind = kindOf(machine);
      const measured = known.get(speedKey(machine.engine)) ?? triedSpeed(machine, OVERHEAD[kind]);
      return {
        msPerMultiplyAdd: measured ?? UNMEASURED[kind],
        overheadMs: OVERHEAD[kind],
        measured: measured !== undefined,
      };
    },
    note(machine, { stepMs, multiplyAddsPerStep, arms }) {
      const overhead = arms * OVERHEAD[kindOf(machine)];
      if (!(stepMs > CLEARLY * overhead) || !(multiplyAddsPerStep > 0) || !Number.isFinite(stepMs)) return;
      known.set(speedKey(machine.engine), (stepMs - overhead) / multiplyAddsPerStep);
      kept.write(JSON.stringify(Object.fromEntries(known)));
    },
  };
}

/** A run also measures, and most networks are less even than that of the short test, whose best round counts. */
const MARGIN = 1.5;

/** What the short test of engines says of this one: a run of one's own says more. */
function triedSpeed({ engine, trials }: Machine, overheadMs: number): number | undefined {
  const name = engineNameOf(engine);
  const stepMs = trials?.trials.find((trial) => trial.engine === name)?.stepMs;
  if (trials === undefined || stepMs === undefined) return undefined;
  // The network of the test is small: at most half of its time counts as what every step takes.
  return (MARGIN * Math.max(stepMs - overheadMs, stepMs / 2)) / trials.multiplyAddsPerStep;
}

/** As the browser says; one where nobody says, as in Node before 21. */
function coresHere(): number {
  return (globalThis.navigator as Partial<Navigator> | undefined)?.hardwareConcurrency ?? 1;
}

/** Names of adapters that compute on the processor, as browsers report them. */
function isSoftware({ adapter }: EngineRecord): boolean {
  return /swiftshader|llvmpipe|software|basic render/i.test(adapter);
}

function kindOf({ engine, software }: Machine): keyof typeof OVERHEAD {
  if (engine.engine === "wasm") return "wasm";
  if (engine.backend === "cpu") return "tfjsCpu";
  const slow = software || isSoftware(engine);
  if (engine.engine === "compiled") return slow ? "compiledSoftware" : "compiledGpu";
  return slow ? "tfjsSoftware" : "tfjsGpu";
}

function parseSpeeds(text: string | null): Map<string, number> {
  try {
    const raw: unknown = JSON.parse(text ?? "{}");
    if (typeof raw !== "object" || raw === null) return new Map();
    return new Map(
      Object.entries(raw).filter((entry): entry is [string, number] => typeof entry[1] === "number" && entry[1] > 0),
    );
  } catch {
    return new Map();
  }
}
