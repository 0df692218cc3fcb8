/** Words of the recorded run that a first visit shows. */
export const recordingWords = {
  title: "This is a recording.",
  result: "This is what the ablation kept of this run.",
  resultHas: "Shown are the main head's accuracy and the measurements at the end; losses and agreement were not kept.",
  closeResult: "Close it",
  press: "Press Play to train it yourself.",
  made: (steps: string, seed: number, leads: string) =>
    `This page trained it before your visit: ${steps} steps in WebAssembly. Of five seeds, ${seed} is the median; DHM's lead in points: ${leads}.`,
  takes: (time: string) => `Yours will take about ${time} on this machine.`,
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
