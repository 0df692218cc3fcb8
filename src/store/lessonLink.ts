/** Where a reader stands in the lessons. */
export interface LessonPlace {
  /** Empty for the list of lessons. */
  readonly id: string;
  /** From 1; not a number where the link's text was none. */
  readonly step: number;
  /** Parts of the page that are not shown, `setup.details`; whoever shows lessons knows which there are. */
  readonly hide?: string | undefined;
  /** What is not to be changed: `settings`. */
  readonly lock?: string | undefined;
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
  const text = (key: string): string | undefined => asked.get(key) ?? undefined;
  return id === null ? undefined : { id, step: Number(text("step") ?? 1), hide: text("hide"), lock: text("lock") };
}

/** The same as the hash of an address, without `#`. */
export function lessonLink({ id, step, hide, lock }: LessonPlace): string {
  if (id === "") return "lesson=";
  const more = Object.entries({ hide, lock }).map(([key, text]) => (text ? `&${key}=${encodeURIComponent(text)}` : ""));
  return `lesson=${encodeURIComponent(id)}&step=${step}${more.join("")}`;
}
