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
    id: "deep-from-the-end",
    title: "Why deep nets train badly from the end alone",
    about: "More layers can mean less: what a head on the way does about it, and what shortcuts do.",
    minutes: 8,
    steps: 5,
    load: async () => (await import("./deepFromTheEnd")).deepFromTheEnd,
  },
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
    minutes: 8,
    steps: 6,
    load: async () => (await import("./pullApart")).pullApart,
  },
  {
    id: "mimicking",
    title: "What mimicking changes",
    about: "Branches with layers and heads that imitate each other, turned on one after the other.",
    minutes: 8,
    steps: 5,
    load: async () => (await import("./mimicking")).mimicking,
  },
  {
    id: "where-to-fork",
    title: "Where to fork",
    about: "Pick a place, race four arms, and see why one run cannot tell.",
    minutes: 9,
    steps: 5,
    load: async () => (await import("./whereToFork")).whereToFork,
  },
  {
    id: "fair-play",
    title: "Fair play",
    about: "What one seed is worth, and how a better weight decay takes a method's lead away.",
    minutes: 10,
    steps: 5,
    load: async () => (await import("./fairPlay")).fairPlay,
  },
  {
    id: "contrast",
    title: "Contrast against labels",
    about: "Early layers that are asked what belongs together, instead of for the class.",
    minutes: 8,
    steps: 5,
    load: async () => (await import("./contrast")).contrast,
  },
  {
    id: "by-keyboard",
    title: "The lab by keyboard and by ear",
    about: "Forks, runs, charts and words without a pointer, and without seeing them.",
    minutes: 6,
    steps: 5,
    load: async () => (await import("./byKeyboard")).byKeyboard,
  },
];

/** @returns undefined where no lesson has this id. */
export const findLesson = (id: string): LessonEntry | undefined => lessons.find((entry) => entry.id === id);
