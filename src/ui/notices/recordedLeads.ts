/**
 * By how many points DHM's main head was ahead of DSN's at the end, on the whole test set, when the experiment of the recording
 * was trained under each of five seeds; docs/SCIENCE.md has the accuracies. The recording is of the median.
 */
export const recordedLeads: ReadonlyMap<number, number> = new Map([
  [42, 0.7],
  [43, 9.8],
  [44, 7.1],
  [45, 0.4],
  [46, 6.1],
]);
