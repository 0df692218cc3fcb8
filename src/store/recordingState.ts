import type { RunRecord } from "../record/runRecord";

/** A run trained elsewhere that a first visit sees; it is no run of the visitor's and is never kept or counted. */
export interface RecordingSlice {
  /** Asked for and on its way: the page keeps its place free. */
  readonly recordingDue: boolean;
  /** On display as long as there is no run of one's own. */
  readonly recording: RunRecord | undefined;
  /** Where it comes from: the page brings one; of a sweep's runs the results are kept. */
  readonly recordingSource: "page" | "sweep";
  readonly recordingPaused: boolean;
  /** Shown whole, without playing. */
  readonly recordingEnds: boolean;

  expectRecording(due: boolean): void;
  showRecording(record: RunRecord, source?: "page" | "sweep"): void;
  pauseRecording(paused: boolean): void;
  endRecording(): void;
  leaveRecording(): void;
}
