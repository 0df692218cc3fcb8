import type { BranchId, StageId } from "../graph/networkGraph";

/** How a fault crosses the door: a stable code, a sentence for the user, and where. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly path?: string;
}

/** Which machinery runs; part of a run's record. */
export interface EngineRecord {
  readonly engine: "compiled" | "tfjs";
  readonly backend: "webgpu" | "webgl" | "cpu";
  readonly adapter: string;
  /** Why it is not the compiled engine on WebGPU; absent when it is. */
  readonly reason?: string;
}

/** What one arm consists of, so that the page can label what follows. */
export interface ArmRecord {
  /** `A`, `B`, … */
  readonly letter: string;
  readonly title: string;
  /** `main` first. */
  readonly branches: readonly BranchId[];
  /** Ids of the loss terms, in the order of a step's `losses`. */
  readonly terms: readonly string[];
  /** Kernel variants by shape, chosen for this adapter; a replay with the same ones gives the same bits. Empty for tfjs. */
  readonly variants: { readonly [shape: string]: string };
}

export interface StepRecord {
  /** Unweighted means, one per term. */
  readonly losses: readonly number[];
  /** The weighted sum that was minimised. */
  readonly total: number;
  /** Share of the batch that each branch classified rightly before the update. */
  readonly accuracy: readonly number[];
}

/** Values by branch: `{ main: .68, s1b1: .37 }`. */
export type ByBranch = { readonly [branch: BranchId]: number };

/** One head's answers on the evaluation images, in their order, as packed numbers (see `packed.ts`). */
export interface HeadSamples {
  /** `[images]` 16-bit class indices of the largest logits; 65535 where a logit is not a number. */
  readonly guesses: string;
  /** `[images]` probability of the guess in 255ths. */
  readonly confidence: string;
  /** `[images]` 32-bit variance of the features that the bias loss weighs by; for its heads only. */
  readonly variance?: string;
}

/** The gallery pictures that a head thinks most similar to one test picture, nearest first. */
export interface RankedQuery {
  /** Number of the test image that is looked for. */
  readonly query: number;
  /** Numbers of the test images found. */
  readonly gallery: readonly number[];
  /** Whether each of them shows the same identity. */
  readonly hits: readonly boolean[];
}

/** Gradients of main's and a branch's loss at the fork, image by image. */
export interface FeatureAgreement {
  /** Images where both gradients exist. */
  readonly images: number;
  /** Mean cosine over those images. */
  readonly cosine?: number;
  /** Share of those images where it is negative. */
  readonly conflict?: number;
}

export interface ProbeRecord {
  readonly layers: readonly { readonly layer: string; readonly stage: StageId }[];
  /**
   * Ids of the losses: `ce/main`, `ce/s1b1`, …, `ce/main/half`; with the parts also `rest/s1b1`, what a branch is taught
   * beyond the labels, and `whole/s1b1`, its loss as trained.
   */
  readonly losses: readonly string[];
  /** `[layers × losses × losses]` */
  readonly gram: readonly number[];
  /** By branch. */
  readonly features?: { readonly [branch: BranchId]: FeatureAgreement };
}

export interface Divergence {
  /** Letter of the arm. */
  readonly arm: string;
  /** The first bad tensor in graph order, or the loss term that showed it when all tensors are in order. */
  readonly what: string;
  readonly value: string;
  /** What kind of tensor; absent: a loss term. */
  readonly kind?: "activation" | "gradient" | "parameter" | "statistic";
  /** The step that computed it, as the number of updates done with it. */
  readonly step?: number;
  /** The loss term by which a bad tensor was noticed. */
  readonly term?: string;
}

/** Why a run ended before its budget as it was told to. */
export interface EarlyStop {
  /** Evaluations in a row at which no arm did better than before. */
  readonly evaluations: number;
}

/**
 * Everything that happens in a run, in step order; ends with exactly one `finished` or `failed`. Steps count updates
 * done: `step` 0 is the untrained network. Saved line by line the events replay the whole run.
 */
export type TrainEvent = { readonly run: string; readonly step: number } & (
  | {
      readonly type: "preparing";
      readonly what: "data" | "engine" | "kernels";
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly type: "started";
      readonly arms: readonly ArmRecord[];
      readonly engine: EngineRecord;
      readonly budget: number;
      readonly stepsPerEpoch: number;
    }
  | {
      readonly type: "step";
      readonly learningRate: number;
      /** One per arm. */
      readonly arms: readonly StepRecord[];
      /** Wall time of this step for all arms, in milliseconds, as the worker's clock tells it. */
      readonly stepMs: number;
    }
  | {
      readonly type: "evaluation";
      readonly images: number;
      /** The whole test set at the end of the run. */
      readonly final: boolean;
      /** One per arm: metric series (`accuracy`, `nll`, `accuracy/texture`) to values by branch. */
      readonly arms: readonly { readonly [series: string]: ByBranch }[];
      /** One per arm, by branch: what each head says of each of the images. */
      readonly samples?: readonly { readonly [branch: BranchId]: HeadSamples }[];
      /** One per arm, by branch, where identities are looked for: a few fixed queries with the first of their ranked lists. */
      readonly rankings?: readonly { readonly [branch: BranchId]: readonly RankedQuery[] }[];
    }
  | {
      readonly type: "probe";
      /** live: the step's own batch; reference: the mean over fixed unaugmented images. Never mixed in one curve. */
      readonly kind: "live" | "reference";
      /** Of several batches of one reference probe; their cosines are averaged. */
      readonly batch?: number;
      readonly arms: readonly ProbeRecord[];
      readonly probeMs: number;
    }
  | { readonly type: "paused" | "resumed" }
  /**
   * The device was lost; the run goes on from the state after `step` updates. Events of later steps are void and come
   * again; `started` tells the engine anew.
   */
  | { readonly type: "restarted"; readonly error: WireError }
  | {
      readonly type: "finished";
      readonly reason: "completed" | "stopped" | "diverged";
      readonly divergence?: Divergence;
      /** The experiment's patience was used up: every replay ends at the same step. */
      readonly early?: EarlyStop;
    }
  | { readonly type: "failed"; readonly error: WireError }
);
