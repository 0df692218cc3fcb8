import type { DeviceError } from "../../deviceError";
import type { Executor, ExecutorPlan } from "../../executor";
import { ArmWorker } from "./armWorker";
import type { ArmPort } from "./messages";
import { RemoteExecutor } from "./remoteExecutor";

/** Workers for the arms of a run. */
export interface WorkerSupply {
  /** Starts one. */
  readonly open: () => ArmPort;
  /** How many can compute at once. */
  readonly cores: number;
}

/**
 * Puts every executor into a worker of its own, until there are as many as cores; more executors share. A worker lives as
 * long as an executor does in it: ending it frees its memory at once, and stops a computation that nobody waits for.
 */
export class ArmWorkers {
  readonly #module: WebAssembly.Module;
  readonly #supply: WorkerSupply;
  readonly #workers = new Set<ArmWorker>();
  #next = 0;
  #fault: DeviceError | undefined;

  constructor(module: WebAssembly.Module, supply: WorkerSupply) {
    this.#module = module;
    this.#supply = supply;
  }

  /** What took a worker away: its arm is lost, and the others cannot go on without it. */
  get fault(): DeviceError | undefined {
    return this.#fault;
  }

  /** @throws DeviceError when there is no room for the network, or the worker does not start. */
  async create(plan: ExecutorPlan): Promise<Executor> {
    if (this.#fault !== undefined) throw this.#fault;
    const worker = this.#choose();
    const id = this.#next++;
    worker.executors.add(id);
    const executor = new RemoteExecutor(worker, id, (why) => {
      worker.release(id, why);
      if (worker.executors.size > 0) return;
      this.#workers.delete(worker);
      worker.close(why);
    });
    try {
      await executor.build(plan);
      return executor;
    } catch (cause) {
      executor.dispose();
      throw cause;
    }
  }

  /** Ends all workers and rejects what is open. */
  dispose(): void {
    this.#closeAll(new Error("this engine was disposed"));
  }

  #choose(): ArmWorker {
    const [first, ...others] = this.#workers;
    if (first !== undefined && this.#workers.size >= this.#supply.cores) {
      return others.reduce((least, one) => (one.executors.size < least.executors.size ? one : least), first);
    }
    const worker = new ArmWorker(this.#supply.open(), this.#module, (fault) => {
      this.#fault ??= fault;
      this.#closeAll(fault);
    });
    this.#workers.add(worker);
    return worker;
  }

  #closeAll(why: Error): void {
    const workers = [...this.#workers];
    this.#workers.clear();
    for (const worker of workers) worker.close(why);
  }
}
