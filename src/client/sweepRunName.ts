/** What the names of a sweep's runs begin with: the library leaves their files alone. */
export const SWEEP_RUN = "sweep-";
