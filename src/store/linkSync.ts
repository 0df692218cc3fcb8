import { encodeLink } from "../experiment/link/encode";
import { firstVisit } from "../experiment/presets";
import type { LabStore } from "./labStore";
import { lessonIn, lessonLink } from "./lessonLink";

/** What link sync needs of a window; a test hands in its own. */
export interface LinkWindow {
  readonly location: { readonly hash: string; readonly search: string; readonly pathname: string };
  readonly history: {
    replaceState(data: unknown, unused: string, url: string): void;
    pushState(data: unknown, unused: string, url: string): void;
  };
  addEventListener(type: "hashchange" | "popstate", listener: () => void): void;
  removeEventListener(type: "hashchange" | "popstate", listener: () => void): void;
  setTimeout(callback: () => void, ms: number): number;
  clearTimeout(timer: number): void;
}

/** Browsers refuse bursts of replaceState (Safari: 100 in 30 s). */
export const DEBOUNCE_MS = 400;

const DEFAULT_LINK = encodeLink(firstVisit);

/**
 * Keeps the address and the experiment the same: the hash is read now and whenever it changes, and rewritten shortly
 * after an edit; what the visitor chose as a whole (a preset, a run, a step of a lesson) gets an entry of its own to go back from. While a lesson is open the address names its step. An embedded page (`?embed=1`) reads and never writes. Nothing here starts training.
 * @returns stops both directions.
 */
export function syncLink(store: LabStore, view: LinkWindow): () => void {
  const embedded = new URLSearchParams(view.location.search).get("embed") === "1";
  let timer: number | undefined;

  const read = (): void => {
    const { hash } = view.location;
    const place = lessonIn(hash);
    if (place !== undefined) {
      if (hash.slice(1) !== address(store)) store.getState().openLesson(place);
      return;
    }
    store.getState().leaveLesson();
    // An address without a hash is that of what a first visit shows, to which one may go back.
    if (hash === "" || hash === "#") {
      if (currentLink(store) !== DEFAULT_LINK) store.getState().openLink(DEFAULT_LINK);
      return;
    }
    // What this page wrote itself comes back as the same experiment; opening it again would lose the undo list.
    if (hash.slice(1) !== currentLink(store)) store.getState().openLink(hash);
  };
  let pushing = false;
  const write = (): void => {
    timer = undefined;
    const push = pushing;
    pushing = false;
    const link = address(store);
    if (view.location.hash.slice(1) === link) return;
    // What a first visit shows needs no hash until there was one.
    if (view.location.hash === "" && link === DEFAULT_LINK) return;
    try {
      const url = `${view.location.pathname}${view.location.search}#${link}`;
      if (push) view.history.pushState(null, "", url);
      else view.history.replaceState(null, "", url);
    } catch {
      // The address stays behind (rate limit, sandbox); the next edit tries again, and Share never reads it.
    }
  };

  const writeSoon = (): void => {
    if (timer !== undefined) view.clearTimeout(timer);
    timer = view.setTimeout(write, DEBOUNCE_MS);
  };

  read();
  // What was put right is put right in the address, too.
  if (!embedded && store.getState().linkMended !== undefined) writeSoon();
  view.addEventListener("hashchange", read);
  view.addEventListener("popstate", read);
  const unsubscribe = embedded
    ? undefined
    : store.subscribe(({ experiment, linkExtras, loads, lesson }, before) => {
        const turned = lesson !== before.lesson;
        if (!turned && experiment === before.experiment && linkExtras === before.linkExtras) return;
        pushing ||= turned || loads !== before.loads;
        writeSoon();
      });
  return () => {
    unsubscribe?.();
    if (timer !== undefined) view.clearTimeout(timer);
    view.removeEventListener("hashchange", read);
    view.removeEventListener("popstate", read);
  };
}

/** What the address says, without `#`: the step of a lesson that is open, else the experiment. */
export function address(store: LabStore): string {
  const { lesson } = store.getState();
  return lesson === undefined ? currentLink(store) : lessonLink(lesson);
}

/** The hash of the experiment on the page, without `#`. */
export function currentLink(store: LabStore): string {
  const { experiment, linkExtras, linkClaimTexts } = store.getState();
  return encodeLink(experiment, linkExtras, linkClaimTexts);
}
