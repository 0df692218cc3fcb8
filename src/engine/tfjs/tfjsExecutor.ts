import { plainImages } from "../../data/batch";
import type { BatchSource } from "../../data/batchSource";
import type {
  BadTensor,
  Batch,
  EngineFacts,
  EvaluateOptions,
  Executor,
  ExecutorPlan,
  FeaturePair,
  GradientResult,
  HeadOutput,
  ProbeLoss,
  ProbeResult,
  Snapshot,
  StepInput,
  StepResult,
} from "../executor";
import { imageCount } from "../plan/checkInput";
import { evaluate } from "./operations/evaluate";
import { gradients } from "./operations/gradients";
import { inspect } from "./operations/inspect";
import { probe } from "./operations/probe";
import { step } from "./operations/step";
import { TfjsState } from "./state";

/**
 * The executor on tfjs: fallback where WebGPU is missing, oracle in tests, and the visible comparison.
 *
 * All computation of a call happens before its first await, so that calls are done in order; what outlives a call is the
 * state's.
 */
export class TfjsExecutor implements Executor {
  readonly facts: EngineFacts;
  readonly variants = {};
  readonly #plan: ExecutorPlan;
  readonly #state: TfjsState;
  #disposed = false;

  constructor(plan: ExecutorPlan, facts: EngineFacts) {
    this.facts = facts;
    this.#plan = plan;
    this.#state = new TfjsState(plan);
  }

  async step(input: StepInput): Promise<StepResult> {
    return step(this.#plan, this.#alive(), input);
  }

  async evaluate(images: Float32Array | BatchSource, options: EvaluateOptions = {}): Promise<readonly HeadOutput[]> {
    imageCount(this.#plan, images);
    const own = ArrayBuffer.isView(images) ? images : plainImages(images);
    return evaluate(this.#plan, this.#alive(), own, options);
  }

  async probe(
    batch: Batch,
    losses: readonly ProbeLoss[],
    at: number,
    features: readonly FeaturePair[] = [],
  ): Promise<ProbeResult> {
    return probe(this.#plan, this.#alive(), batch, losses, at, features);
  }

  async gradients(batch: Batch, coefficients: Float32Array, at: number): Promise<GradientResult> {
    return gradients(this.#plan, this.#alive(), batch, coefficients, at);
  }

  async inspect(input: StepInput, limit?: number): Promise<BadTensor | undefined> {
    return inspect(this.#plan, this.#alive(), input, limit);
  }

  async snapshot(): Promise<Snapshot> {
    return this.#alive().snapshot();
  }

  async restore(snapshot: Snapshot): Promise<void> {
    this.#alive().restore(snapshot);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#state.dispose();
  }

  #alive(): TfjsState {
    if (this.#disposed) throw new Error("this executor was disposed");
    return this.#state;
  }
}
