/** What the page says when the graphics device does not answer. */
export const silentWords = {
  title: (seconds: number) => `The GPU has not answered for ${seconds} seconds.`,
  text: "It may have stopped responding, or another program is keeping it busy. The run goes on by itself once it answers.",
  wait: "Wait",
  goOn: "Continue on the processor",
  from: (step: number) => `The processor is slower; the run would continue from step ${step}.`,
  anew: "The processor is slower; the run would start again from step 0.",
} as const;
