/** What is shown of the lab, one at a time. */
export const VIEWS = ["figure", "accuracy", "agreement", "details"] as const;
export type ProjectorView = (typeof VIEWS)[number];

/** What a key of the presenter does. */
export type Deed =
  /** A certain view, or the next one or the one before. */
  | { readonly kind: "view"; readonly view?: ProjectorView; readonly by: 1 | -1 }
  /** Page keys, which a remote control sends too. */
  | { readonly kind: "page"; readonly by: 1 | -1 }
  | { readonly kind: "play" }
  | { readonly kind: "black" }
  | { readonly kind: "whole" };

const deeds: { readonly [key: string]: Deed } = {
  ArrowRight: { kind: "view", by: 1 },
  ArrowLeft: { kind: "view", by: -1 },
  "1": { kind: "view", view: "figure", by: 1 },
  "2": { kind: "view", view: "accuracy", by: 1 },
  "3": { kind: "view", view: "agreement", by: 1 },
  "4": { kind: "view", view: "details", by: 1 },
  PageDown: { kind: "page", by: 1 },
  PageUp: { kind: "page", by: -1 },
  " ": { kind: "play" },
  b: { kind: "black" },
  B: { kind: "black" },
  ".": { kind: "black" },
  f: { kind: "whole" },
  F: { kind: "whole" },
};

/** What the event's key does; undefined where the control that has the focus needs it. */
export function keyOf(
  event: Pick<KeyboardEvent, "key" | "target" | "ctrlKey" | "metaKey" | "altKey">,
): Deed | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const deed = Object.hasOwn(deeds, event.key) ? deeds[event.key] : undefined;
  const { target } = event;
  if (deed === undefined || !(target instanceof Element)) return deed;
  // A field is typed into, a list and a slider move by arrows, a button is pressed by the space bar.
  if (target.closest("textarea, select, input, [role='radiogroup'], [role='slider']") !== null) return undefined;
  return deed.kind === "play" && target.closest("button, a, summary") !== null ? undefined : deed;
}
