import { createStore, type StoreApi } from "zustand/vanilla";
import { createChartSlice } from "./chartSlice";
import { createExperimentSlice } from "./experimentSlice";
import type { LabServices, LabState } from "./labState";
import { createLibrarySlice } from "./librarySlice";
import { createRecordingSlice } from "./recordingSlice";
import { createRunSlice } from "./runSlice";
import { createSeedSlice } from "./seedSlice";
import { createViewSlice } from "./viewSlice";

export type LabStore = StoreApi<LabState>;

export function createLabStore(services: LabServices): LabStore {
  return createStore<LabState>((...tools) => ({
    ...createViewSlice(...tools),
    ...createChartSlice(...tools),
    ...createExperimentSlice(...tools),
    ...createRunSlice(services)(...tools),
    ...createSeedSlice(...tools),
    ...createRecordingSlice(...tools),
    ...createLibrarySlice(services)(...tools),
  }));
}
