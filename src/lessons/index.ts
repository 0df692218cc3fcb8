import type { Lesson } from "./lesson";

/** A lesson as the list shows it; its steps are fetched when it is opened. */
export interface LessonEntry {
  /** Stands in links for ever. */
  readonly id: string;
  readonly title: string;
  /** What one knows afterwards, in a sentence. */
  readonly about: string;
  readonly minutes: number;
  readonly steps: number;
  readonly load: () => Promise<Lesson>;
}

/** Every lesson, in the order in which they build on each other; a new one is one file and one entry here. */
export const lessons: readonly LessonEntry[] = [
  {
    id: "early-heads",
    title: "What an early head learns",
    about: "A simple classifier after stage 1 learns textures and hardly anything of the composition.",
    minutes: 6,
    steps: 5,
    load: async () => (await import("./earlyHeads")).earlyHeads,
  },
  {
    id: "pull-apart",
    title: "When losses pull apart",
    about: "The earlier a simple head stands, the less it and the main loss want of the weights that they share.",
    minutes: 7,
    steps: 6,
    load: async () => (await import("./pullApart")).pullApart,
  },
];

/** @returns undefined where no lesson has this id. */
export const findLesson = (id: string): LessonEntry | undefined => lessons.find((entry) => entry.id === id);
