import { WasmExecutor } from "../wasmExecutor";
import { callError } from "./callError";
import type { FromArms, ToArms } from "./messages";

/**
 * The worker's end: executors by number, each with a memory of its own. An executor computes before it returns its promise,
 * so that calls are done in the order in which they come.
 * @returns takes a message; throws, which ends the worker, for one that is none.
 */
export function serveExecutors(post: (message: FromArms) => void): (message: ToArms) => void {
  let module: WebAssembly.Module | undefined;
  const executors = new Map<number, WasmExecutor>();

  const answer = async (message: Extract<ToArms, { type: "call" }>): Promise<unknown> => {
    if (message.method === "create") {
      if (module === undefined) throw new Error("the kernels have not come");
      executors.set(message.executor, new WasmExecutor(message.args[0], module));
      return undefined;
    }
    const executor = executors.get(message.executor);
    if (executor === undefined) throw new Error("this executor was disposed");
    // The message's type holds method and arguments together, which a call by name cannot.
    return (executor[message.method] as (...args: readonly unknown[]) => Promise<unknown>)(...message.args);
  };

  return (message) => {
    switch (message.type) {
      case "begin":
        module = message.module;
        post({ type: "ready" });
        return;
      case "call": {
        const { id } = message;
        const fail = (error: unknown): void => post({ type: "failed", id, error: callError(error) });
        // A result may be too large to be handed over: then that is what went wrong.
        void answer(message)
          .then((result) => post({ type: "done", id, result }))
          .catch(fail);
        return;
      }
      case "dispose":
        executors.get(message.executor)?.dispose();
        executors.delete(message.executor);
        return;
      default:
        message satisfies never;
        throw new Error("a message that no worker knows");
    }
  };
}
