/** Words of the tab with every pair of losses. */
export const gramWords = {
  question: "How do all the losses pull, two by two?",
  empty:
    "Every two label losses' gradients, stage by stage, from the first probe on. It takes an arm with a branch, and probes that are not turned off (All settings).",
  alone: "Where an arm has no branch, main's loss is the only one: fork one off in the diagram.",
  step: (step: string) => `Probe at step ${step}, label losses.`,
  none: "main alone",
  arm: (letter: string) => `Every pair of losses in arm ${letter}`,
  stage: (letter: string, stage: string) => `Arm ${letter}, ${stage}`,
  caption: (letter: string, stage: string) =>
    `Every two losses of arm ${letter} in ${stage}: cosine; length on the diagonal`,
  length: "length",
  lengthOf: (value: string) => `‖${value}‖`,
  directions: (count: string, of: number) => `${count} of ${of} directions`,
  shares: (shares: readonly string[]) => `Eigenvalues, as shares of all pull: ${shares.join(", ")}`,
  share: (value: number) => `${Math.round(100 * value)}\u00a0%`,
  gains: "What did the step do for each loss?",
  update: (step: string) => `Update ${step}, on its own batch.`,
  gainColumns: ["Loss", "cosine", "should gain", "gained"],
  gainsHelp:
    "The update as it was taken, momentum and decay included: its cosine with the direction in which each label loss falls, by how much that loss should have fallen to first order, and by how much it fell. Gained far less than it should: the step is too long for this loss. Below 0: the step raised it. Losses that only watch are left out.",
  help: "A cell is the cosine of two losses' gradients on the layers of the stage; on the diagonal stands a gradient's length. The bar parts the matrix's eigenvalues: how much of all that is pulled lies along the strongest direction, along the next at right angles to it, and so on. Directions counts them, (Σλ)² / Σλ²: 1 where all pull along one line, or where one gradient drowns the others. The measure of that name leaves lengths out.",
} as const;
