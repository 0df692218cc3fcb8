/** Words of early exits, loaded with them. */
export const exitWords = {
  question: "What if an image leaves at the first head that is sure enough?",
  help: "A line has every threshold from “all leave at the first head” (left) to “all go to main” (right). Hollow marks: one head answers for every image.",
  threshold: "Sure enough from",
  percent: (value: number) => `${value}\u00a0%`,
  never: "never",
  work: "Multiply-adds per image, as a share of main alone",
  accuracy: "Accuracy",
  caption: "What each head answers at this threshold",
  columns: {
    arm: "Arm",
    head: "Head",
    cost: "Work",
    leave: "Leave here",
    right: "Right of them",
  },
  all: "All images",
  areaHelp:
    "Area under the line: mean accuracy over all budgets from nothing to main's own work. A budget below the first exit gives no answer, which counts as wrong.",
  calibration: "How sure is each head, and is it right?",
  calibrationColumns: {
    arm: "Arm",
    head: "Head",
    error: "Calibration error",
    temperature: "Temperature",
    after: "Error at it",
    loss: "Log loss",
    lossAfter: "Loss at it",
  },
  scaled:
    "On the whole test set. The temperature divides a head's logits; it has the least log loss on the validation images. Guesses stay, confidence changes.",
  unscaled: "With images set apart for validation (All settings) every head gets its temperature at the end of a run.",
  none: "–",
  summary: (letter: string, accuracy: string, work: string) =>
    `Arm ${letter}: ${accuracy} right at ${work} of main's work`,
  area: (value: string) => `area ${value}`,
  noSaving: "its first exit costs as much as main, so leaving early saves nothing",
  noExit: "no branch to leave at",
  noBranches: "An image can leave early where a network has branches: fork one off in the diagram.",
} as const;
