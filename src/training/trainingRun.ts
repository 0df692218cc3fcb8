import type { Splits } from "../catalog/datasets/dataset";
import type { MethodPlan } from "../catalog/methods/method";
import type { Batch, BatchBuilder } from "../data/batch";
import type { DatasetInfo } from "../data/datasetInfo";
import type { ImageSet } from "../data/imageSet";
import type { Experiment } from "../experiment/experiment";
import type { BranchId, NetworkGraph } from "../graph/networkGraph";
import type { Term } from "../graph/term";
import type { Engine } from "../engine/engine";
import type { Executor, StepInput, StepResult } from "../engine/executor";

/** One arm while it trains. */
export interface TrainingArm {
  readonly graph: NetworkGraph;
  readonly plan: MethodPlan;
  readonly executor: Executor;
  /** Terms that only probes use. */
  readonly probeTerms: readonly Term[];
  /** Branches that take turns in being updated, each group on its own terms; absent: one joint update. */
  readonly turns?: readonly (readonly BranchId[])[];
  readonly frozen?: ReadonlyMap<string, Float32Array>;
  /** What the arm started with instead of what the seed draws, and the SHA-256 of it; absent where it goes on from a state. */
  readonly start?: ReadonlyMap<string, Float32Array>;
  readonly startHash?: string;
}

/** A run while it trains: what the parts of the trainer share. */
export interface TrainingRun {
  readonly experiment: Experiment;
  readonly info: DatasetInfo;
  readonly splits: Splits;
  /** Images set apart from the training set, or the set's own, which are watched while training; absent: test images are. */
  readonly validation?: ImageSet;
  /** Positions of the other training images, where some are set apart. */
  readonly trained?: Uint32Array;
  readonly arms: readonly TrainingArm[];
  /** One step of every arm at once, with the numbers that each would compute by itself; absent where each takes its own. */
  readonly stepTogether?: (inputs: readonly StepInput[]) => Promise<readonly StepResult[]>;
  readonly engine: Engine;
  readonly batches: Pick<BatchBuilder, "stepsPerEpoch"> & { build(step: number): Batch };
}
