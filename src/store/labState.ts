import type { StateCreator } from "zustand/vanilla";
import type { SpeedBook } from "../client/speeds";
import type { ClientUpdate, TrainingClient } from "../client/trainingClient";
import type { Library } from "../client/library";
import type { ChartSlice } from "./chartState";
import type { LibrarySlice } from "./libraryState";
import type { ExperimentSlice } from "./experimentState";
import type { RecordingSlice } from "./recordingState";
import type { RunSlice } from "./runState";
import type { SeedSlice } from "./seedState";
import type { ViewSlice } from "./viewState";

/** Everything that the page remembers; what follows from it is computed. */
export type LabState = ExperimentSlice & RunSlice & LibrarySlice & ViewSlice & ChartSlice & SeedSlice & RecordingSlice;

/** What can be done; none of it ever changes, where the state's values do. */
export type LabActions = {
  readonly [
    Name in keyof LabState as LabState[Name] extends (...given: never[]) => unknown ? Name : never
  ]: LabState[Name];
};

export interface LabServices {
  readonly createClient: (onUpdate: (update: ClientUpdate) => void) => TrainingClient;
  readonly speeds: SpeedBook;
  /** Keeps runs between visits; without it they live as long as the page. */
  readonly library?: Library;
}

export type SliceCreator<S> = StateCreator<LabState, [], [], S>;
