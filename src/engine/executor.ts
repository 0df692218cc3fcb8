import type { BatchSource } from "../data/batchSource";
import type { Batch } from "../data/batch";
import type { OptimizerSpec } from "../catalog/optimizers/optimizer";
import type { BranchId, NetworkGraph, StageId } from "../graph/networkGraph";
import type { Term } from "../graph/term";

/** Everything an executor is built from. */
export interface ExecutorPlan {
  readonly graph: NetworkGraph;
  readonly terms: readonly Term[];
  /** Terms that only probes use; they never enter the loss. Coefficients of probe losses count them behind `terms`. */
  readonly probeTerms?: readonly Term[];
  /** Branches whose parameters are updated together; a step then names its group. Absent: everything at once. */
  readonly groups?: readonly (readonly BranchId[])[];
  /** By group, how its parameters learn; all alike and from the first step on when absent. */
  readonly paces?: readonly Pace[];
  /**
   * The longest gradient: a longer one, over all parameters, is multiplied by clip / (length + 1e-6) before the update, decay not
   * counted, as PyTorch's clip_grad_norm_ does. Absent: gradients are left as they are.
   */
  readonly clip?: number;
  /** Values of frozen parameters and statistics by name, which no seed draws. */
  readonly frozen?: ReadonlyMap<string, Float32Array>;
  /** Values by name that parameters and statistics start with, where the seed is not to draw them. */
  readonly start?: ReadonlyMap<string, Float32Array>;
  readonly optimizer: OptimizerSpec;
  /** Rows of every training and probe batch, all views counted. */
  readonly batchSize: number;
  /** Augmented views of each image in a batch, stacked, view 1 first; 1 when absent. */
  readonly views?: 1 | 2;
  /** Key of the dropout masks; the experiment's seed. */
  readonly seed: number;
}

/** How a group of parameters learns. */
export interface Pace {
  /** Multiplies the learning rate, and with it every kind of weight decay. */
  readonly rate: number;
  /** The first zero-based step that updates the group; Adam's corrections count from there. */
  readonly from: number;
}

export type { Batch } from "../data/batch";

export interface StepInput {
  /** Zero-based; keys dropout masks and schedules. */
  readonly step: number;
  readonly learningRate: number;
  /** `[terms × 2]`: what each term counts in the reported total, and in the gradient. */
  readonly coefficients: Float32Array;
  readonly batch: Batch;
  /** Which of the plan's groups is updated; every other parameter stays as it is. */
  readonly group?: number;
}

export interface StepResult {
  /** `[terms]` unweighted means. */
  readonly losses: Float32Array;
  /** `[heads]` rows of the batch that each head classified rightly (first maximum wins ties). */
  readonly correct: Int32Array;
  /** Length of the gradient before it was clipped, where the plan clips. */
  readonly norm?: number;
}

export interface HeadOutput {
  readonly branch: BranchId;
  /** `[rows, classes]` */
  readonly logits: Float32Array;
  /** `[rows, features]`, when asked for. */
  readonly embedding?: Float32Array;
  /** `[rows]` unbiased variance over all values of each image's map, when asked for. */
  readonly variance?: Float32Array;
}

/** What an evaluation returns besides logits. */
export interface EvaluateOptions {
  readonly embeddings?: boolean;
  /** The map, by branch, whose variance is wanted. */
  readonly variances?: { readonly [branch: BranchId]: string };
}

/** A loss whose gradient a probe takes: a weighted sum of terms, optionally over some rows of the batch only. */
export interface ProbeLoss {
  readonly id: string;
  readonly branch: BranchId;
  /** `[terms, then probe terms]` */
  readonly coefficients: Float32Array;
  /**
   * Half-open range of images that count, each with all its views; the mean still divides by all rows, so that halves add
   * up to the whole.
   */
  readonly images?: readonly [from: number, to: number];
}

/** Two losses compared at a tensor: the gradients that each image sends there. */
export interface FeaturePair {
  readonly tensor: string;
  /** Positions in the list of losses. */
  readonly losses: readonly [first: number, second: number];
}

/** One kernel with its batch norm, on the trunk. */
export interface ProbeLayer {
  readonly layer: string;
  readonly stage: StageId;
}

export interface ProbeResult {
  /** Trunk layers that at least one branch shares with main, in graph order. */
  readonly layers: readonly ProbeLayer[];
  /** Ids of the losses, in the order of the Gram matrices' rows. */
  readonly losses: readonly string[];
  /** `[layers × losses × losses]` inner products of the losses' gradients; zero where a loss does not reach a layer. */
  readonly gram: Float64Array;
  /** By pair: `[rows × 3]` inner product and both squared norms of each image's gradients at the tensor. */
  readonly features: readonly Float32Array[];
}

export interface GradientResult {
  /** `[terms]` unweighted means. */
  readonly losses: Float32Array;
  /** By head: `[rows, classes]`, with batch statistics. */
  readonly logits: readonly Float32Array[];
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

/** Engine-neutral state: what must be kept to continue a run bit for bit. */
export interface Snapshot {
  /** Steps done. */
  readonly step: number;
  /**
   * Keyed by name: parameters by theirs, running statistics by theirs, optimiser slots as `momentum/<parameter>`,
   * `moment1/<parameter>`, `moment2/<parameter>`, method state as `state/<term>`.
   */
  readonly tensors: ReadonlyMap<string, Float32Array>;
  /** Kernel variants by shape, recorded so that a replay uses the same; empty where there is one way. */
  readonly variants: { readonly [shape: string]: string };
}

/** A tensor that holds what is no number, or one beyond all sense. */
export interface BadTensor {
  readonly kind: "activation" | "gradient" | "parameter" | "statistic";
  /** The node, parameter or statistic; of a gradient what it is the gradient of. */
  readonly name: string;
  readonly value: number;
}

/** Which machinery runs, for the run bar and the run's record. */
export interface EngineFacts {
  readonly engine: "compiled" | "wasm" | "tfjs";
  readonly backend: "webgpu" | "webgl" | "cpu";
  /** The adapter as the browser names it; empty when it does not say. */
  readonly adapter: string;
}

/**
 * Trains and measures one network under one method. Three implementations (compiled WebGPU, WebAssembly, tfjs) pass the same tests.
 *
 * Methods may be called without awaiting the previous call's promise; work is done in the order of the calls. A promise
 * rejects when the device is lost or the executor was disposed.
 */
export interface Executor {
  readonly facts: EngineFacts;
  /** Kernel variants in use, by shape; what a snapshot records. Empty where there is one way. */
  readonly variants: { readonly [shape: string]: string };
  /**
   * One training step: forward with batch statistics, all terms, joint backward, running statistics, update.
   * Resolves when the numbers have come back; the next step need not wait for that.
   */
  step(input: StepInput): Promise<StepResult>;
  /**
   * Inference with running statistics on any number of rows.
   * @param images `[rows, height, width, channels]`, normalised, or the recipe of such, a `plainSource`; an engine that has the
   * set in its own memory makes the same floats from it.
   */
  evaluate(images: Float32Array | BatchSource, options?: EvaluateOptions): Promise<readonly HeadOutput[]>;
  /**
   * Gradients of several losses on the same forward pass with batch statistics; changes no training bit (no running
   * statistics, no momentum). An observer's detach lets gradients through here (counterfactual agreement).
   * @param step keys the dropout masks, so that all losses see the masks of that step.
   * @param features where to compare what two losses say of each image.
   */
  probe(
    batch: Batch,
    losses: readonly ProbeLoss[],
    step: number,
    features?: readonly FeaturePair[],
  ): Promise<ProbeResult>;
  /**
   * Gradient of Σ coefficientᵢ · termᵢ for every parameter, by name, the terms' values and every head's training-mode
   * logits; for tests and the start-up self-test. Changes no training bit. A parameter on which the sum does not depend
   * is absent or all zero.
   * @param coefficients `[terms]`
   */
  gradients(batch: Batch, coefficients: Float32Array, step: number): Promise<GradientResult>;
  snapshot(): Promise<Snapshot>;
  /**
   * Does a step while looking at every tensor in the order of computing: activations in graph order, then gradients
   * backwards. Slow: everything is read back.
   * @param limit magnitude from which on a value counts as bad; close to the largest float when absent.
   * @returns the first one with such a value; the state is then lost and must be restored.
   */
  inspect(input: StepInput, limit?: number): Promise<BadTensor | undefined>;
  /** @throws Error naming the first tensor that is missing or has another size; nothing is changed then. */
  restore(snapshot: Snapshot): Promise<void>;
  dispose(): void;
}
