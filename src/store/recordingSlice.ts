import type { RunRecord } from "../runs/runRecord";
import type { LabState, SliceCreator } from "./labState";
import type { RecordingSlice } from "./recordingState";

/** The run on display: one's own, else the recording. */
export function shownRecord({ record, recording }: Pick<LabState, "record" | "recording">): RunRecord | undefined {
  return record ?? recording;
}

export const createRecordingSlice: SliceCreator<RecordingSlice> = (set, get) => ({
  recording: undefined,
  recordingSource: "page",
  recordingPaused: false,
  recordingEnds: false,

  showRecording: (recording, recordingSource = "page") => set({ recording, recordingSource }),
  pauseRecording: (recordingPaused) => set({ recordingPaused }),
  endRecording: () => set({ recordingEnds: true, recordingPaused: false }),
  leaveRecording() {
    if (get().recording === undefined) return;
    if (get().record === undefined) get().scrubTo(undefined);
    set({ recording: undefined, recordingPaused: false, recordingEnds: false });
  },
});
