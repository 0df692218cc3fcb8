/** Words of pace, throughput and how a run ended. */
export const controlWords = {
  pace: "Speed",
  paceHelp: "Slows training down to watch it; no number changes.",
  perSecond: (steps: number) => (steps === 1 ? "1 step/s" : `${steps} steps/s`),
  full: "Full speed",
  throughput: (steps: string, images: string) => `${steps} steps/s, ${images} images/s`,
  throughputHelp: "Steps of all arms, and training images of all arms together, in a second of late.",
  firstSlow: (programs: string) => `${programs}, first step is slow`,
  slowed: "slowed while hidden",
  early: (step: string, evaluations: number) =>
    `stopped early at step ${step}: no arm improved for ${evaluations} ${evaluations === 1 ? "evaluation" : "evaluations"}`,
  kept: (number: number) => `Run #${number} kept.`,
  sameSetUp: (number: number) => `This is the set-up of run #${number}.`,
  openIt: "Open it",
} as const;
