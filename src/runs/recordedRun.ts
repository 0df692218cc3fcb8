/** What a recorded run is called; no run of a visitor is. */
export const RECORDED_RUN = "recording";
