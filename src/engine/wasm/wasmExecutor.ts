import type { BatchSource } from "../../data/batchSource";
import { badTensor } from "../badTensor";
import { checkSnapshot } from "../checkSnapshot";
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
import { nothingProbed, probeLayers } from "../gram";
import { imageCount } from "../plan/checkInput";
import { namedRegions } from "../plan/namedRegions";
import { collectOutput, emptyOutput } from "../plan/outputs";
import { cutGradients, gradientsRun, nonZero, probeRun, stepRun } from "../plan/runs";
import { slotNames } from "../runningState";
import { sizeOf } from "../../graph/shape";
import { Core, type WasmOptions } from "./core";
import type { ProfileEntry } from "./program";

/**
 * The executor in WebAssembly. All computation of a call happens before it returns its promise, so that calls are done in
 * order and nothing has to be copied.
 */
export class WasmExecutor implements Executor {
  readonly facts: EngineFacts = { engine: "wasm", backend: "cpu", adapter: "" };
  /** One way to compute everything: nothing to record. */
  readonly variants = {};
  #core: Core | undefined;

  /** @throws DeviceError when there is no room for the network. */
  constructor(plan: ExecutorPlan, module: WebAssembly.Module, options: WasmOptions = {}) {
    this.#core = new Core(plan, module, options);
  }

  /** Bytes of memory and calls of a training step, for tests and the benchmark. */
  get cost(): { readonly bytes: number; readonly calls: number } {
    const core = this.#alive();
    return { bytes: core.memory.bytes, calls: core.ready(core.lowerings.step()).program.calls };
  }

  /**
   * Times every call of a training step, which changes the state; for benchmarks.
   * @param now milliseconds
   */
  profile(now: () => number): readonly ProfileEntry[] {
    const core = this.#alive();
    return core.ready(core.lowerings.step()).program.profile(now);
  }

  async step(input: StepInput): Promise<StepResult> {
    const core = this.#alive();
    const result = core.run(core.ready(core.lowerings.step()), input.batch, input.step, stepRun(core.plan, input));
    core.steps = input.step + 1;
    return result;
  }

  async evaluate(images: Float32Array | BatchSource, options: EvaluateOptions = {}): Promise<readonly HeadOutput[]> {
    const core = this.#alive();
    const { batchSize, graph } = core.plan;
    const perImage = sizeOf(graph.input);
    const rows = imageCount(core.plan, images);
    const runnable = core.ready(core.lowerings.inference(options));
    const parts = runnable.lowered.heads.map((slots) => ({ slots, output: emptyOutput(slots, rows) }));
    for (let from = 0; from < rows; from += batchSize) {
      const view = ArrayBuffer.isView(images)
        ? core.infer(runnable, images.subarray(from * perImage, (from + batchSize) * perImage))
        : core.inferFrom(runnable, { ...images, indices: images.indices.subarray(from, from + batchSize) });
      const count = Math.min(batchSize, rows - from);
      for (const { slots, output } of parts) collectOutput(view, slots, output, from, count);
    }
    return parts.map(({ output }) => output);
  }

  async probe(
    batch: Batch,
    losses: readonly ProbeLoss[],
    step: number,
    features: readonly FeaturePair[] = [],
  ): Promise<ProbeResult> {
    const core = this.#alive();
    const layers = probeLayers(core.plan.graph);
    if (losses.length === 0 || layers.length === 0) return nothingProbed(layers, losses);
    const used = losses.map(({ coefficients }) => nonZero(coefficients));
    const runnable = core.ready(core.lowerings.probe(used, features));
    return core.run(runnable, batch, step, probeRun(core.plan, batch, losses, layers));
  }

  async gradients(batch: Batch, coefficients: Float32Array, step: number): Promise<GradientResult> {
    const core = this.#alive();
    const runnable = core.ready(core.lowerings.gradients(nonZero(coefficients)));
    const { asked } = core.lowerings;
    // Parameters out of reach are not written.
    core.memory.view(asked).fill(0);
    const values = core.run(runnable, batch, step, gradientsRun(core.plan, batch, coefficients));
    return { ...values, gradients: cutGradients(asked.slots, core.memory.view(asked)) };
  }

  async inspect(input: StepInput, limit?: number): Promise<BadTensor | undefined> {
    const core = this.#alive();
    const { lowered, program } = core.ready(core.lowerings.step());
    core.write(lowered, input.batch, input.step, stepRun(core.plan, input));
    core.steps = input.step + 1;
    return program.inspect(namedRegions(core.plan.graph), ([kind, tensor], values) =>
      badTensor(kind, tensor, values, limit),
    );
  }

  async snapshot(): Promise<Snapshot> {
    const core = this.#alive();
    return { step: core.steps, tensors: core.readState(), variants: {} };
  }

  async restore(snapshot: Snapshot): Promise<void> {
    const core = this.#alive();
    checkSnapshot(snapshot, core.plan.graph, (name) => slotNames(core.plan.optimizer, name));
    core.writeState(snapshot.tensors);
    core.steps = snapshot.step;
  }

  dispose(): void {
    this.#core = undefined;
  }

  #alive(): Core {
    if (this.#core === undefined) throw new Error("this executor was disposed");
    return this.#core;
  }
}
