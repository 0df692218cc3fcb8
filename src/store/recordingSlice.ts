import type { RunRecord } from "../record/runRecord";
import type { LabState, SliceCreator } from "./labState";
import type { RecordingSlice } from "./recordingState";

/** The run on display: one's own, else the recording. */
export function shownRecord({ record, recording }: Pick<LabState, "record" | "recording">): RunRecord | undefined {
  return record ?? recording;
}

export const createRecordingSlice: SliceCreator<RecordingSlice> = (set, get) => ({
  recordingDue: false,
  recording: undefined,
  recordingSource: "page",
  recordingPaused: false,
  recordingEnds: false,

  expectRecording: (recordingDue) => set({ recordingDue }),
  showRecording: (recording, recordingSource = "page") => set({ recording, recordingSource, recordingDue: false }),
  pauseRecording: (recordingPaused) => set({ recordingPaused }),
  endRecording: () => set({ recordingEnds: true, recordingPaused: false }),
  leaveRecording() {
    if (get().recording === undefined) return;
    if (get().record === undefined) get().scrubTo(undefined);
    set({ recording: undefined, recordingPaused: false, recordingEnds: false });
  },
});
