/** One way of training the same network from the same numbers. */
export interface Contender {
  /** Issues one step; nothing is waited for. */
  step(): void;
  /** Resolves when everything issued has been computed. */
  sync(): Promise<void>;
  /** The loss of every step so far. */
  losses(): Promise<readonly number[]>;
  /** Contender's own figures, where it has any. */
  report?(): Promise<Report>;
}

export interface Report {
  readonly buildMs: number;
  /** Dispatches or calls of kernels in a step. */
  readonly dispatches: number;
  /** Absent without a queue. */
  readonly submits?: number;
  readonly deviceBytes: number;
  readonly profile: readonly { readonly family: string; readonly work: number; readonly ms: number }[];
  readonly probeMs?: number;
  readonly evaluateMs?: number;
}

export type ContenderName =
  "compiled" | "wasm" | "tfjs-webgpu" | "tfjs-webgl" | "tfjs-cpu" | "jax-webgpu" | "preset" | "preset-wasm";

export interface OpenRequest {
  readonly contender: ContenderName;
  readonly chain: string;
  readonly rows: number;
}

/** What one timed round took, all steps together, in milliseconds. */
export interface Round {
  readonly wallMs: number;
  /** Time in the calls themselves: what the thread that encodes pays. */
  readonly encodeMs: number;
  /** WebGPU calls counted by wrapping the interfaces. */
  readonly calls: { readonly [name: string]: number };
}
