/** Words of the verdict while a run is being prepared. */
export const verdictWords = {
  failedEarly: "Failed before the first step",
  stoppedEarly: "Stopped before the first step",
  preparing: "Preparing the run",
  images: (train: string, test: string) =>
    `${train} training and ${test} test images; this browser keeps them for the next run.`,
} as const;
