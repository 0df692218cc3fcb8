import type { Executor, ExecutorPlan } from "../../executor";
import type { CallError } from "./callError";

/** What an executor is asked by messages: everything but what its proxy knows itself. */
type Asked = "step" | "evaluate" | "probe" | "gradients" | "snapshot" | "inspect" | "restore";

/** A method and what it is given. */
export type Call =
  | { readonly method: "create"; readonly args: readonly [ExecutorPlan] }
  | { [M in Asked]: { readonly method: M; readonly args: Parameters<Executor[M]> } }[Asked];

/** What a worker is told. The first message brings the compiled kernels; calls are done in the order in which they come. */
export type ToArms =
  | { readonly type: "begin"; readonly module: WebAssembly.Module }
  | ({ readonly type: "call"; readonly id: number; readonly executor: number } & Call)
  | { readonly type: "dispose"; readonly executor: number };

/** What it answers; every call is answered once. */
export type FromArms =
  | { readonly type: "ready" }
  | { readonly type: "done"; readonly id: number; readonly result: unknown }
  | { readonly type: "failed"; readonly id: number; readonly error: CallError };

/** One worker's end of the door, whatever kind of thread it is. */
export interface ArmPort {
  /** Copies the message before it returns. @throws DataCloneError for what cannot be copied. */
  post(message: ToArms): void;
  /** @param onEnd the worker failed to load or stopped; what the browser tells of it is often nothing. */
  listen(onMessage: (message: FromArms) => void, onEnd: (told: string) => void): void;
  /** Ends the worker at once, whatever it is doing. */
  close(): void;
}
