import type { LessonPlace } from "../../store/lessonLink";
import type { PagePart } from "../../lessons/lesson";

/** Parts of the page that a lesson's link may hide. */
export const HIDEABLE = ["setup", "verdict", "accuracy", "agreement", "details"] as const satisfies readonly PagePart[];
export type Hideable = (typeof HIDEABLE)[number];

/** What a lesson's link hides and locks. */
export interface LinkParts {
  readonly hidden: readonly Hideable[];
  /** Nothing of the experiment is edited. */
  readonly held: boolean;
  /** Words of the link that this page has no part for. */
  readonly unknown: readonly string[];
}

/** Reads `hide=setup.details&lock=settings`. */
export function linkPartsOf({ hide = "", lock = "" }: Pick<LessonPlace, "hide" | "lock">): LinkParts {
  const asked = hide.split(".").filter((name) => name !== "");
  const locks = lock.split(".").filter((name) => name !== "");
  const isHideable = (name: string): name is Hideable => HIDEABLE.some((each) => each === name);
  return {
    hidden: HIDEABLE.filter((name) => asked.includes(name)),
    held: locks.includes("settings"),
    unknown: [...asked.filter((name) => !isHideable(name)), ...locks.filter((name) => name !== "settings")].slice(0, 9),
  };
}

/** The same as a link writes it. */
export const linkTextOf = ({ hidden, held }: Omit<LinkParts, "unknown">): Pick<LessonPlace, "hide" | "lock"> => ({
  hide: hidden.length === 0 ? undefined : hidden.join("."),
  lock: held ? "settings" : undefined,
});
