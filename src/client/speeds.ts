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
  tfjsGpu: 4e-7,
  tfjsSoftware: 1.5e-5,
  tfjsCpu: 1.2e-5,
};

export interface Speed {
  readonly msPerMultiplyAdd: number;
  /** From an earlier run in this browser, not from the table. */
  readonly measured: boolean;
}

export interface SpeedBook {
  speedOf(machine: Pick<Capabilities, "engine" | "software">): Speed;
  note(engine: EngineRecord, msPerMultiplyAdd: number): void;
}

/** Speeds of earlier runs by engine, kept between visits. */
export function createSpeedBook(kept: KeptText = keptText("forklab.speeds")): SpeedBook {
  const known = parseSpeeds(kept.read());
  return {
    speedOf({ engine, software }) {
      const measured = known.get(speedKey(engine));
      if (measured !== undefined) return { msPerMultiplyAdd: measured, measured: true };
      return { msPerMultiplyAdd: unmeasured(engine, software || isSoftware(engine)), measured: false };
    },
    note(engine, msPerMultiplyAdd) {
      if (!(msPerMultiplyAdd > 0) || !Number.isFinite(msPerMultiplyAdd)) return;
      known.set(speedKey(engine), msPerMultiplyAdd);
      kept.write(JSON.stringify(Object.fromEntries(known)));
    },
  };
}

/** Names of adapters that compute on the processor, as browsers report them. */
function isSoftware({ adapter }: EngineRecord): boolean {
  return /swiftshader|llvmpipe|software|basic render/i.test(adapter);
}

function unmeasured({ engine, backend }: EngineRecord, software: boolean): number {
  if (backend === "cpu") return UNMEASURED.tfjsCpu;
  if (engine === "compiled") return software ? UNMEASURED.compiledSoftware : UNMEASURED.compiledGpu;
  return software ? UNMEASURED.tfjsSoftware : UNMEASURED.tfjsGpu;
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
