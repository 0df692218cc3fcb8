import { plural } from "./plural";

/** Words of the tab with the features of all heads. */
export const featureWords = {
  question: "How alike is what the heads see?",
  off: "This run did not ask for it. Switch on Features of heads in All settings, and play.",
  empty: "Appears with the first evaluation.",
  step: (step: string, images: number) => `Step ${step}, ${images} ${plural(images, "image", "images")}.`,
  caption: "Linear CKA of every two heads' features; on the diagonal how many dimensions a head's features use",
  head: (letter: string, branch: string) => `${letter} ${branch}`,
  rank: (rank: string, of: number) => `${rank} of ${of}`,
  none: "–",
  help: "Linear CKA of the features that two classifiers read, on the same images: 1 where they differ by rotation and scale alone, 0 where they have nothing in common. On the diagonal the effective rank, (Σλ)² / Σλ² of their variances, of as many dimensions as there are. With few images features of many dimensions look more alike than they are.",
} as const;
