import type { EngineRecord } from "../protocol/event";
import type { EngineTrials } from "../protocol/trialSchema";
import type { TuningTable } from "../protocol/tuningSchema";
import type { Executor, ExecutorPlan, Snapshot, StepInput, StepResult } from "./executor";

/** How an engine that chooses its kernels by measuring is told what was chosen before, and tells it. */
export interface EngineTuning {
  /** Everything that was chosen so far. */
  readonly table: TuningTable;
  /** Takes over what was chosen at an earlier visit, unless it is of another machine. */
  recall(table: TuningTable): void;
  /** Has everything measured anew that comes from here on. */
  forget(): void;
}

/** Executors that can take a step together, with the bits that each has by itself. */
export interface Together {
  readonly executors: readonly Executor[];
  /** One step of each, in the order of the calls, theirs included. @param inputs by executor. */
  step(inputs: readonly StepInput[]): Promise<readonly StepResult[]>;
}

/** An opened machine: makes executors, knows what it is, and tells when it is gone. */
export interface Engine {
  readonly record: EngineRecord;
  /** How it was chosen, where it was not asked for by name. */
  readonly trials?: EngineTrials;
  /** It runs on the processor, whatever the browser calls it. */
  readonly software: boolean;
  /** Arms that compute side by side, each as fast as alone; absent: one after the other. */
  readonly armsAtOnce?: number;
  /** Absent where kernels are not chosen by measuring. */
  readonly tuning?: EngineTuning;
  /** Its executors make a batch's images on the device, from a recipe. */
  readonly augments: boolean;
  /**
   * @param variants kernel variants of an earlier run that are to be used again; none where there is one way.
   * @throws Error when the network does not fit on the device; the message says what would.
   */
  create(
    plan: ExecutorPlan,
    onProgress?: (done: number, total: number) => void,
    variants?: Snapshot["variants"],
  ): Promise<Executor>;
  /**
   * Makes executors that can take a step together; absent where each can only take its own.
   * @param variants by plan, as of `create`.
   * @returns undefined where there is no room for all of them side by side.
   */
  readonly createTogether?: (
    plans: readonly ExecutorPlan[],
    onProgress?: (done: number, total: number) => void,
    variants?: readonly (Snapshot["variants"] | undefined)[],
  ) => Promise<Together | undefined>;
  /** What took the device away, when it is gone; nothing runs after it. */
  fault(): Error | undefined;
  /** How often the device has answered so far; absent where nobody counts. */
  answers?(): number;
  dispose(): void;
}
