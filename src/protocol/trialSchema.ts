import * as v from "valibot";
import { ENGINES } from "./engineChoice";
import { engineRecord } from "./eventSchema";
import { reasonSchema } from "./faultSchema";
import type { Wire } from "./wire";

/** How one engine did when this machine's default was looked for. */
const engineTrial = v.object({
  engine: v.picklist(ENGINES),
  /** What it is; absent where it does not work here. */
  record: v.exactOptional(engineRecord),
  /** It runs on the processor, whatever the browser calls it. */
  software: v.exactOptional(v.boolean()),
  /** Milliseconds per step of the network that engines are timed with; absent where it was not timed. */
  stepMs: v.exactOptional(v.pipe(v.number(), v.finite(), v.gtValue(0))),
  /** Arms that compute side by side; absent: one after the other. */
  armsAtOnce: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Why it is none for this machine; absent where it works. */
  why: v.exactOptional(reasonSchema),
});

/** How this machine's default engine was found; what the page keeps, so that it need not be found at every visit. */
export const engineTrials = v.object({
  /** The browser, the adapter and the processor that this holds for, and the version of the measurement. */
  machine: v.string(),
  /** Multiply-adds of the step that was timed, in the unit of the page's estimates. */
  multiplyAddsPerStep: v.pipe(v.number(), v.minValue(1)),
  /** Of those that were tried, in the order in which they were. */
  trials: v.array(engineTrial),
});

export type EngineTrials = Wire<typeof engineTrials>;
export type EngineTrial = EngineTrials["trials"][number];
