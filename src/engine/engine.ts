import type { EngineRecord } from "../protocol/event";
import type { EngineTrials } from "../protocol/trialSchema";
import type { Executor, ExecutorPlan } from "./executor";

/** An opened machine: makes executors, knows what it is, and tells when it is gone. */
export interface Engine {
  readonly record: EngineRecord;
  /** How it was chosen, where it was not asked for by name. */
  readonly trials?: EngineTrials;
  /** It runs on the processor, whatever the browser calls it. */
  readonly software: boolean;
  /** Arms that compute side by side, each as fast as alone; absent: one after the other. */
  readonly armsAtOnce?: number;
  /** Its executors make a batch's images on the device, from a recipe. */
  readonly augments: boolean;
  /** @throws Error when the network does not fit on the device; the message says what would. */
  create(plan: ExecutorPlan, onProgress?: (done: number, total: number) => void): Promise<Executor>;
  /** What took the device away, when it is gone; nothing runs after it. */
  fault(): Error | undefined;
  /** How often the device has answered so far; absent where nobody counts. */
  answers?(): number;
  dispose(): void;
}
