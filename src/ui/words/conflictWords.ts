import { plural } from "./plural";

/** Words of the tab that says whose images pull apart. */
export const conflictWords = {
  empty:
    "Measured once, at the end of the run: four batches of 128 training images, each class's images alone. Play to the end.",
  alone:
    "This compares two heads' losses, and no arm on display has more than one head. Place a fork in the diagram and play.",
  off: "This run did not ask for it. Switch on Agreement by class in All settings, and play.",
  caption: (pair: string) => `Agreement by class: ${pair}`,
  step: (step: string) =>
    `After step ${step}, mean of the batches with its 95 % interval: the cosine of both losses' gradients of each class's images alone. Batch statistics are those of the whole batch.`,
  most: "Of more than ten classes the ten whose images pull apart most are measured, and the coarser questions.",
  group: "Images of",
  class: "Class",
  images: "images",
  shared: "shared path",
  value: (value: string, within: string) => `${value} ± ${within}`,
  pictures: (letter: string) => `Images that pull apart most in ${letter}`,
  picture: (label: string, cosine: string, main: string, branch: string, branchName: string) =>
    `${label}: cosine ${cosine}; main says ${main}, ${branchName} says ${branch}`,
  cosine: (value: string) => `cosine ${value}`,
  says: (head: string, guess: string) => `${head}: ${guess}`,
  main: "main",
  none: "No image sends the fork two gradients to speak of.",
  note: "By the gradients at the fork; images that both heads know leave almost none and do not count. Guesses as after training, with running statistics.",
  loading: "Drawing the pictures …",
  failed: (why: string) => `The pictures are not there: ${why}`,
  count: (images: number) => plural(images, "1", String(images)),
} as const;
