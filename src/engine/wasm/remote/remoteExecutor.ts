import { gathered, type BatchSource } from "../../../data/batchSource";
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
} from "../../executor";
import type { ArmWorker } from "./armWorker";
import type { Call } from "./messages";

/**
 * An executor that lives in a worker. Calls are messages, which are copied before a method returns. Of a batch only its own
 * pictures go along, as bytes: no worker holds a data set.
 */
export class RemoteExecutor implements Executor {
  readonly facts: EngineFacts = { engine: "wasm", backend: "cpu", adapter: "" };
  /** One way to compute everything: nothing to record. */
  readonly variants = {};
  readonly #worker: ArmWorker;
  readonly #id: number;
  readonly #onDispose: (why: Error) => void;
  #disposed: Error | undefined;

  /** @param onDispose called once, with what open calls are to reject with. */
  constructor(worker: ArmWorker, id: number, onDispose: (why: Error) => void) {
    this.#worker = worker;
    this.#id = id;
    this.#onDispose = onDispose;
  }

  /** Builds the executor itself; to be called first. @throws DeviceError when there is no room for the network. */
  async build(plan: ExecutorPlan): Promise<void> {
    const { frozen, start } = plan;
    await this.#ask({
      method: "create",
      args: [
        {
          ...plan,
          ...(frozen === undefined ? {} : { frozen: ownTensors(frozen) }),
          ...(start === undefined ? {} : { start: ownTensors(start) }),
        },
      ],
    });
  }

  step(input: StepInput): Promise<StepResult> {
    return this.#ask<StepResult>({ method: "step", args: [{ ...input, batch: ownBatch(input.batch) }] });
  }

  evaluate(images: Float32Array | BatchSource, options: EvaluateOptions = {}): Promise<readonly HeadOutput[]> {
    const sent = ArrayBuffer.isView(images) ? own(images) : gathered(images);
    return this.#ask<readonly HeadOutput[]>({ method: "evaluate", args: [sent, options] });
  }

  probe(
    batch: Batch,
    losses: readonly ProbeLoss[],
    step: number,
    features: readonly FeaturePair[] = [],
  ): Promise<ProbeResult> {
    return this.#ask<ProbeResult>({ method: "probe", args: [ownBatch(batch), losses, step, features] });
  }

  gradients(batch: Batch, coefficients: Float32Array, step: number): Promise<GradientResult> {
    return this.#ask<GradientResult>({ method: "gradients", args: [ownBatch(batch), coefficients, step] });
  }

  snapshot(): Promise<Snapshot> {
    return this.#ask<Snapshot>({ method: "snapshot", args: [] });
  }

  inspect(input: StepInput, limit?: number): Promise<BadTensor | undefined> {
    const looked = { ...input, batch: ownBatch(input.batch) };
    return this.#ask<BadTensor | undefined>({ method: "inspect", args: [looked, limit] });
  }

  restore(snapshot: Snapshot): Promise<void> {
    return this.#ask<void>({ method: "restore", args: [{ ...snapshot, tensors: ownTensors(snapshot.tensors) }] });
  }

  dispose(): void {
    if (this.#disposed !== undefined) return;
    this.#disposed = new Error("this executor was disposed");
    this.#onDispose(this.#disposed);
  }

  /** The answer is of the method's own type: the same class answers on the other side. */
  #ask<R>(call: Call): Promise<R> {
    if (this.#disposed !== undefined) return Promise.reject(this.#disposed);
    return this.#worker.call(this.#id, call) as Promise<R>;
  }
}

/** A part of a larger array is copied first: a message would take the whole along. */
function own(values: Float32Array): Float32Array {
  return values.byteLength === values.buffer.byteLength ? values : values.slice();
}

function ownTensors(tensors: ReadonlyMap<string, Float32Array>): ReadonlyMap<string, Float32Array> {
  return new Map([...tensors].map(([name, values]) => [name, own(values)]));
}

function ownBatch({ images, labels, source }: Batch): Batch {
  return { images: own(images), labels, ...(source === undefined ? {} : { source: gathered(source) }) };
}
