/** Where a reader stands in the lessons. */
export interface LessonPlace {
  /** Empty for the list of lessons. */
  readonly id: string;
  /** From 1; not a number where the link's text was none. */
  readonly step: number;
}

/** The list of all lessons. */
export const LESSON_LIST: LessonPlace = { id: "", step: 1 };

/**
 * The place that the hash of an address names: `#lesson=early-heads&step=2`, `#lesson=` for the list. Which lessons and steps
 * there are, whoever shows them knows.
 * @returns undefined where the hash is no lesson's.
 */
export function lessonIn(hash: string): LessonPlace | undefined {
  const asked = new URLSearchParams(hash.replace(/^#/, ""));
  const id = asked.get("lesson");
  return id === null ? undefined : { id, step: Number(asked.get("step") ?? 1) };
}

/** The same as the hash of an address, without `#`. */
export function lessonLink({ id, step }: LessonPlace): string {
  return id === "" ? "lesson=" : `lesson=${encodeURIComponent(id)}&step=${step}`;
}
