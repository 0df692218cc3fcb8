/** What the names of a sweep's runs begin with: the library leaves their files alone. */
export const SWEEP_RUN = "sweep-";

/** Where it is written down that a sweep is under way. */
export const SWEEP_UNDER_WAY = "forklab.sweep.underWay";
/** The lock of the tab that trains a sweep. */
export const SWEEP_LOCK = "forklab/sweep";
