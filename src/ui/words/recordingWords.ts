/** Words of the recorded run that a first visit shows. */
export const recordingWords = {
  title: "This is a recording.",
  result: "This is what the ablation kept of this run.",
  resultHas: "Shown are the main head's accuracy and the measurements at the end; losses and agreement were not kept.",
  closeResult: "Close it",
  press: "Press Play to train it yourself.",
  question: "Do helper losses pull a network the same way?",
  // Every second piece explains itself.
  arms: {
    a: ["Each ", "branch", " is one layer: plain ", "deep supervision", "."],
    b: ["Branches have layers of their own, and ", "heads", " also ", "imitate each other", "."],
  },
  made: ["The median of ", "five seeds", "."],
  ofLesson: "The lab made it elsewhere, for this lesson.",
  leads: (steps: string, leads: string) =>
    `This page made the run in ${steps} steps. B's lead in points under the five seeds: ${leads}.`,
  takes: (time: string) => `Yours will take about ${time} here.`,
  pause: "Pause the recording",
  goOn: "Resume the recording",
  pauseShort: "Pause",
  goOnShort: "Resume",
  closeShort: "Close",
  end: "Skip to the end",
  close: "Close the recording",
  label: "Recording",
  clock: "recording",
} as const;
