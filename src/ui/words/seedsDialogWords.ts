/** Words of the table of seeds and its plot; beside it, because they are loaded with it. */
export const seedsDialogWords = {
  title: "The same arms under several seeds",
  what: "Every seed draws its own data, initial weights and batches; within a seed all arms get the same. Each is a run of its own in the library. Finished seeds of this experiment count, however they were run.",
  caption: "Main head on the whole test set by seed and arm",
  columns: { seed: "Seed", difference: (first: string, second: string) => `${second} − ${first}, points`, run: "Run" },
  mean: "Mean",
  deviation: "Deviation",
  deviationHelp: "Standard deviation between seeds, with n − 1",
  show: "Show",
  showName: (seed: number) => `Show the run of seed ${seed}`,
  onDisplay: "shown",
  missing: "not run",
  none: "No seed is finished yet.",
  plot: (letter: string, mean: string, values: readonly string[]) =>
    `${letter}: mean ${mean} over ${values.length} seeds (${values.join(", ")})`,
} as const;
