import { plural } from "./plural";

/** Words of pace, throughput and how a run ended. */
export const controlWords = {
  pace: "Speed",
  paceHelp: "Slows training down to watch it; no number changes.",
  perSecond: (steps: number) => plural(steps, "1 step/s", `${steps} steps/s`),
  full: "Full speed",
  throughput: (steps: string, images: string) => `${steps} steps/s, ${images} images/s`,
  throughputHelp: "Recent throughput: training steps and images per second, all arms together.",
  firstSlow: (programs: string) => `${programs}, first step is slow`,
  slowed: "slowed while hidden",
  early: (step: string, evaluations: number) =>
    `stopped early at step ${step}: no arm improved for ${evaluations} ${plural(evaluations, "evaluation", "evaluations")}`,
  kept: (number: number) => `Run #${number} kept.`,
  sameSetUp: (number: number) => `This is the setup of run #${number}.`,
  openIt: "Open it",
} as const;
