import type { Experiment } from "../experiment/experiment";
import type { EngineRecord, TrainEvent, WireError } from "./event";

/** Which executor the user asked for; `auto` takes the best that works here. */
export type EngineChoice = "auto" | "compiled" | "tfjs-webgpu" | "tfjs-webgl" | "tfjs-cpu";

export const ENGINE_CHOICES: readonly EngineChoice[] = ["auto", "compiled", "tfjs-webgpu", "tfjs-webgl", "tfjs-cpu"];

/** Parameters and running statistics of trained networks, by the first digits of their weights' SHA-256. */
export type Teachers = ReadonlyMap<string, ReadonlyMap<string, Float32Array>>;

/** Page → worker. */
export type Command =
  /** Asks what this machine can do; answered by `capabilities`. */
  | { readonly type: "probe-machine" }
  | {
      readonly type: "start";
      readonly run: string;
      readonly experiment: Experiment;
      readonly engine: EngineChoice;
      /** Stop after this step without changing the schedule. */
      readonly stopAt?: number;
      /** Measure agreement on fixed images at the end. */
      readonly referenceProbe?: boolean;
      /** Do everything up to the first step, then wait for `resume` or `single`. */
      readonly paused?: boolean;
      /** Steps between two `snapshot` messages; none when absent. */
      readonly snapshotEvery?: number;
      /** Weights of earlier runs by their key, for arms that learn from them. */
      readonly teachers?: Teachers;
      /** Continue from here: events up to this step are not repeated. */
      readonly resumeFrom?: RunSnapshot;
      /**
       * Keep the run's events and snapshots in this browser: `new` from its first event, `continue` from the last snapshot
       * that was kept, whose `restarted` event says where that is.
       */
      readonly keep?: "new" | "continue";
      /**
       * Go on from a run that this one equals up to a step: its events up to its newest state there come first, then a
       * `restarted` event that says where that was. From the beginning when no such state is at hand.
       */
      readonly branchOf?: { readonly run: string; readonly step: number };
      /** Steps per second at most; as fast as it goes when absent. */
      readonly pace?: number;
    }
  /** Writes a run that came from a file into this browser's storage; answered by `stored`. */
  | { readonly type: "store"; readonly run: string; readonly log: Uint8Array; readonly snapshot?: Uint8Array }
  | { readonly type: "pause" | "resume" | "stop"; readonly run: string }
  /** From now on so many steps per second at most; as fast as it goes when absent. Changes no number. */
  | { readonly type: "pace"; readonly run: string; readonly stepsPerSecond?: number }
  /** One training step of all arms, then pause. */
  | { readonly type: "single"; readonly run: string };

/** The state of all arms after some steps; engine-neutral. */
export interface RunSnapshot {
  readonly step: number;
  /** One per arm: tensors by name and the kernel variants that made them. */
  readonly arms: readonly {
    readonly tensors: ReadonlyMap<string, Float32Array>;
    readonly variants: { readonly [shape: string]: string };
  }[];
  /** How the arms have done so far, where the run is to stop once they no longer improve. */
  readonly progress?: PatienceState;
}

/** What a run that stops early carries from evaluation to evaluation. */
export interface PatienceState {
  /** The best value of the headline metric of each arm's main head. */
  readonly best: readonly number[];
  /** Evaluations since any arm last did better than before. */
  readonly since: number;
}

/** What the machine can do, as found by trying. */
export interface Capabilities {
  /** The engine that `auto` gives. */
  readonly engine: EngineRecord;
  /** WebGPU runs on the processor, not on a GPU: training works, slowly. */
  readonly software: boolean;
  /** Engines that the user may choose here. */
  readonly choices: readonly EngineChoice[];
}

/** Worker → page. */
export type WorkerMessage =
  | { readonly type: "capabilities"; readonly capabilities: Capabilities }
  | { readonly type: "events"; readonly events: readonly TrainEvent[] }
  | { readonly type: "snapshot"; readonly run: string; readonly snapshot: RunSnapshot }
  /** A snapshot was kept; the run can be continued from its step. */
  | {
      readonly type: "kept";
      readonly run: string;
      readonly step: number;
      /** What the run takes in storage. */
      readonly bytes: number;
      /** SHA-256 of each arm's parameters and statistics; with the snapshot of the last step only. */
      readonly weights?: readonly string[];
    }
  /** The run goes on, but it can no longer be kept: the storage is full or blocked. */
  | { readonly type: "not-kept"; readonly run: string; readonly error: WireError }
  | { readonly type: "stored"; readonly run: string; readonly error?: WireError }
  /** Said every few seconds while what there is to do goes forward. */
  | { readonly type: "alive" }
  /** The graphics device has not answered for so long; 0 when it answers again. */
  | { readonly type: "silent"; readonly run: string; readonly seconds: number }
  /** A fault that no event tells: of a run, or outside any: a command was not understood, the engine did not load. */
  | { readonly type: "error"; readonly error: WireError; readonly run?: string };
