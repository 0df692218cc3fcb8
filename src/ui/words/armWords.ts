import { plural } from "./plural";

/** Words of the arms' cards. */
export const armWords = {
  paired: ["Paired: every ", "arm", " gets the same seed, initial weights, batches and augmentation."],
  actions: (letter: string) => `Actions on arm ${letter}`,
  settings: (letter: string) => `Settings of arm ${letter}`,
  solo: "Solo",
  soloName: (letter: string) => `Solo: show arm ${letter} alone`,
  soloHelp: (key: string) => `Show this arm alone (key ${key}); again, or key 0, shows the compared arms`,
  lock: "Lock",
  lockName: (letter: string) => `Lock arm ${letter}`,
  lockHelp: "Keep this arm's settings as they are",
  locked: "Locked. Its settings stay as they are, also when you fork in the diagram.",
  lockedHelp: "Locked: unlock the arm first",
  duplicate: "Duplicate",
  duplicateName: (letter: string) => `Duplicate arm ${letter}`,
  remove: "Remove",
  removeName: (letter: string) => `Remove arm ${letter}`,
  every: "All in charts",
  everyHelp: "Draw the accuracies of every arm (key 0)",
  full: "Four arms maximum",
  last: "An experiment has at least one arm",
  diagramLocked: (letters: readonly string[]) =>
    plural(
      letters.length,
      `Arm ${letters.join()} is locked and stays.`,
      `Arms ${letters.join(", ")} are locked and stay.`,
    ),
  allLocked: "Every arm is locked: unlock one to fork here.",
} as const;
