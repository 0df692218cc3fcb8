import type { PagePart } from "../../lessons/lesson";

/** Waits for a part that is not there yet: its code is on its way, or its tab is about to open. */
let waiting: MutationObserver | undefined;

/** Points to parts of the page; those that stand on a page of another size are found there, too. */
export function highlight(parts: readonly PagePart[]): void {
  const { dataset } = document.documentElement;
  waiting?.disconnect();
  if (parts.length === 0) {
    delete dataset["lessonParts"];
    return;
  }
  dataset["lessonParts"] = parts.join(" ");
  const show = (): boolean => {
    const part = document.querySelector(`[data-part="${parts[0] ?? ""}"]`);
    part?.scrollIntoView({ block: "nearest", behavior: "instant" });
    return part !== null;
  };
  if (show()) return;
  const observer = new MutationObserver(() => {
    if (show()) observer.disconnect();
  });
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-part"] });
  waiting = observer;
}
