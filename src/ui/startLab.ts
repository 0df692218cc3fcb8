import { createPageClient } from "../client/pageClient";
import { createSpeedBook } from "../client/speeds";
import { createLabStore } from "../store/labStore";
import { syncLink } from "../store/linkSync";
import { createRecordFeed, FEED_MS } from "../store/recordFeed";
import type { Lab } from "./common/labContext";
import { listenToKeys } from "./keyboard";
import { createAnnouncer } from "./notices/announcer";

/** With reduced motion, charts move once a second. */
const CALM_FEED_MS = 1000;

/** Puts the parts together for this page: store, link, keys, theme, and the worker's first question. */
export function startLab(): Lab {
  const speeds = createSpeedBook();
  const store = createLabStore({ createClient: createPageClient, speeds });
  const schedule = (callback: () => void, ms: number): void => void setTimeout(callback, ms);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  applyTheme(store.getState().theme);
  store.subscribe(({ theme }, before) => {
    if (theme !== before.theme) applyTheme(theme);
  });
  syncLink(store, window);
  listenToKeys(store, document);
  const feed = createRecordFeed(store, calm ? CALM_FEED_MS : FEED_MS, schedule);
  const announcer = createAnnouncer(store, schedule);
  store.getState().probeMachine();
  return { store, feed, speeds, announcer };
}

function applyTheme(theme: string): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
