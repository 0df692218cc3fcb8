/** Longest name and note of a run. */
export const MAX_NAME = 80;
export const MAX_RUN_NOTE = 2000;
