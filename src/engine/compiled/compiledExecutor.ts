import type { BatchSource } from "../../data/batchSource";
import type { EngineDevice } from "../device";
import type {
  Batch,
  EngineFacts,
  EvaluateOptions,
  Executor,
  ExecutorPlan,
  FeaturePair,
  ProbeLoss,
  Snapshot,
  StepInput,
} from "../executor";
import { Core } from "./core";
import { evaluate } from "./operations/evaluate";
import { gradients } from "./operations/gradients";
import { inspect } from "./operations/inspect";
import { probe } from "./operations/probe";
import { restore, snapshot } from "./operations/snapshot";
import { step } from "./operations/step";
import { profileProgram, type ProfileEntry } from "./profile";
import type { Program, Progress } from "./program";
import type { CompiledOptions } from "./programs";
import { writeState } from "./stateMemory";

/** What a step costs, for the benchmark. */
export interface CompiledFacts {
  readonly dispatches: number;
  readonly submits: number;
  readonly deviceBytes: number;
}

/** The network as a static list of dispatches on one device, with what the benchmark asks besides. */
export interface CompiledExecutor extends Executor {
  readonly compiledFacts: CompiledFacts;
  /** Times every dispatch of a training step, which changes the state; for benchmarks. */
  profile(): Promise<readonly ProfileEntry[]>;
}

/**
 * Lowers a network once and compiles it.
 * @param onProgress counts shaders of the training step that are ready.
 * @throws DeviceError when memory does not suffice or the device is lost.
 */
export async function createCompiledExecutor(
  plan: ExecutorPlan,
  device: EngineDevice,
  onProgress?: Progress,
  options: CompiledOptions = {},
): Promise<CompiledExecutor> {
  const core = new Core(plan, device, options);
  try {
    core.assertAlive();
    await core.programs.build(onProgress);
    core.assertAlive();
    writeState(core.state, core.programs.memory, device.gpu.queue, core.state.initial());
  } catch (cause) {
    core.dispose();
    throw device.fault ?? cause;
  }
  const { programs } = core;
  const made = async (): Promise<Program> => (await programs.makeStep()).program;
  const { dispatches, submits } = await made();
  return {
    ...executorOf(core),
    // Written out, as a copy of an object has only the values of its getters.
    get variants(): Snapshot["variants"] {
      return programs.variants;
    },
    get compiledFacts(): CompiledFacts {
      return { dispatches, submits, deviceBytes: programs.memory.bytes };
    },
    async profile() {
      core.assertAlive();
      return profileProgram(device, await made());
    },
  };
}

/** The interface over what an executor's parts can do. */
export function executorOf(core: Core): Executor {
  const { programs, device } = core;
  const facts: EngineFacts = { engine: "compiled", backend: "webgpu", adapter: device.adapter.name };
  return {
    facts,
    get variants(): Snapshot["variants"] {
      return programs.variants;
    },
    step: (input: StepInput) => step(core, input),
    inspect: (input: StepInput, limit?: number) => inspect(core, input, limit),
    evaluate: (images: Float32Array | BatchSource, options: EvaluateOptions = {}) => evaluate(core, images, options),
    probe: (batch: Batch, losses: readonly ProbeLoss[], at: number, features: readonly FeaturePair[] = []) =>
      probe(core, batch, losses, at, features),
    gradients: (batch: Batch, coefficients: Float32Array, at: number) => gradients(core, batch, coefficients, at),
    snapshot: () => snapshot(core),
    restore: (given: Snapshot) => restore(core, given),
    dispose: () => core.dispose(),
  };
}
