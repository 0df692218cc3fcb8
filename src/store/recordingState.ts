import type { RunRecord } from "../runs/runRecord";

/** A run trained elsewhere that a first visit sees; it is no run of the visitor's and is never kept or counted. */
export interface RecordingSlice {
  /** On display as long as there is no run of one's own. */
  readonly recording: RunRecord | undefined;
  readonly recordingPaused: boolean;
  /** Shown whole, without playing. */
  readonly recordingEnds: boolean;

  showRecording(record: RunRecord): void;
  pauseRecording(paused: boolean): void;
  endRecording(): void;
  leaveRecording(): void;
}
