import { DeviceError } from "../../deviceError";
import { errorOf } from "./callError";
import type { ArmPort, Call } from "./messages";

interface OpenCall {
  /** Whose call it is. */
  readonly executor: number;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One worker and the calls that it has yet to answer. */
export class ArmWorker {
  /** Numbers of the executors that live in it. */
  readonly executors = new Set<number>();
  readonly #port: ArmPort;
  readonly #open = new Map<number, OpenCall>();
  #next = 0;
  #loaded = false;
  /** Why nothing can be asked of it any more. */
  #end: Error | undefined;

  /** @param onGone the worker is gone though nobody ended it; its open calls have been rejected with the same error. */
  constructor(port: ArmPort, module: WebAssembly.Module, onGone: (fault: DeviceError) => void) {
    this.#port = port;
    port.listen(
      (message) => {
        switch (message.type) {
          case "ready":
            this.#loaded = true;
            return;
          case "done":
            this.#take(message.id)?.resolve(message.result);
            return;
          case "failed":
            this.#take(message.id)?.reject(errorOf(message.error));
            return;
          default:
            message satisfies never;
        }
      },
      (told) => {
        if (this.#end !== undefined) return;
        const fault = new DeviceError("device-lost", {
          code: this.#loaded ? "armWorkerStopped" : "armWorkerNotLoaded",
          told,
        });
        onGone(fault);
        this.close(fault);
      },
    );
    port.post({ type: "begin", module });
  }

  /** Asks; what is given is copied before this returns. */
  call(executor: number, call: Call): Promise<unknown> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      // Throws, and so rejects, for what cannot be copied.
      this.#port.post({ type: "call", id, executor, ...call });
      this.#open.set(id, { executor, resolve, reject });
    });
  }

  /** Frees an executor's memory and rejects what it has yet to answer. */
  release(executor: number, why: Error): void {
    this.executors.delete(executor);
    if (this.#end === undefined) this.#port.post({ type: "dispose", executor });
    for (const [id, call] of this.#open) {
      if (call.executor !== executor) continue;
      this.#open.delete(id);
      call.reject(why);
    }
  }

  /** Ends the worker in the midst of whatever it does, and rejects all that it has yet to answer. */
  close(why: Error): void {
    if (this.#end !== undefined) return;
    this.#end = why;
    this.#port.close();
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { reject } of open) reject(why);
  }

  #take(id: number): OpenCall | undefined {
    const call = this.#open.get(id);
    this.#open.delete(id);
    return call;
  }
}
