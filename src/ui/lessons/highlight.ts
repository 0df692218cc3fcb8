import type { PagePart } from "../../lessons/lesson";

/** Points to parts of the page; those that stand on a page of another size are found there, too. */
export function highlight(parts: readonly PagePart[]): void {
  const { dataset } = document.documentElement;
  if (parts.length === 0) {
    delete dataset["lessonParts"];
    return;
  }
  dataset["lessonParts"] = parts.join(" ");
  const part = document.querySelector(`[data-part="${parts[0] ?? ""}"]`);
  part?.scrollIntoView({ block: "nearest", behavior: "instant" });
}
