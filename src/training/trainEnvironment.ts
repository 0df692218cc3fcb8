import type { DatasetCache } from "../data/datasetCache";
import type { Engine } from "../engine/engine";
import type { Replayed, RunSnapshot, Teachers } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import type { SnapshotRing } from "./snapshotRing";

/** Everything a run needs from outside; the trainer itself reads no clock and knows no thread. */
export interface TrainEnvironment {
  readonly run: string;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Ends the run at the next step with `finished: stopped`. */
  readonly signal: AbortSignal;
  /** The engine outlives the run: its compiled programs serve the next one, too. */
  readonly openEngine: () => Promise<Engine>;
  readonly cache?: DatasetCache;
  /** Stop after this many steps; the schedule still covers the whole budget. */
  readonly stopAt?: number;
  readonly referenceProbe?: boolean;
  /** Weights of earlier runs by their key, for methods that have a teacher. */
  readonly teachers?: Teachers;
  readonly resumeFrom?: RunSnapshot;
  /** The kernels of an earlier run of the same experiment, which are used again on the same adapter. */
  readonly replayed?: Replayed;
  /** Steps between two calls of `onSnapshot`, which is also called at the end, and where steps are slow by time. */
  readonly snapshotEvery?: number;
  /** @param last the state that the run ends with. */
  readonly onSnapshot?: (snapshot: RunSnapshot, last: boolean) => void;
  /** Where the last few states are held, for whoever goes back to them after the run. */
  readonly ring?: SnapshotRing;
}

/** What one attempt at a run is given: it goes on from `resumeFrom`, and its states are held. */
export type Attempt = TrainEnvironment & { readonly ring: SnapshotRing };

type Body<E> = E extends unknown ? Omit<E, "run"> : never;

/** An event before it is named as the run's. */
export type EventBody = Body<TrainEvent>;
