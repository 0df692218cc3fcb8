import { firstVisit } from "./presets";

/** What a recorded run is called; no run of a visitor is. */
export const RECORDED_RUN = "recording";

/** The experiment of which the page brings a recording. */
export const recordedExperiment = firstVisit;
