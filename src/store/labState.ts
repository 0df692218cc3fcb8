import type { StateCreator } from "zustand/vanilla";
import type { SpeedBook } from "../client/speeds";
import type { ClientUpdate, TrainingClient } from "../client/trainingClient";
import type { ExperimentSlice } from "./experimentState";
import type { RunSlice } from "./runState";
import type { ViewSlice } from "./viewState";

/** Everything that the page remembers; what follows from it is computed. */
export type LabState = ExperimentSlice & RunSlice & ViewSlice;

export interface LabServices {
  readonly createClient: (onUpdate: (update: ClientUpdate) => void) => TrainingClient;
  readonly speeds: SpeedBook;
}

export type SliceCreator<S> = StateCreator<LabState, [], [], S>;
