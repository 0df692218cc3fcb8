import { createLibrary } from "../client/library";
import { createPageClient } from "../client/pageClient";
import { createSpeedBook } from "../client/speeds";
import { keptText, type KeptText } from "../client/storage";
import { createLabStore, type LabStore } from "../store/labStore";
import { syncLink } from "../store/linkSync";
import { showAtHand } from "./atHand";
import type { Lab } from "./common/labContext";
import { createAnnouncer } from "./common/announcer";
import { askedEntry } from "./reference/about";

/** With reduced motion, numbers and charts move once a second. */
const CALM_MS = 1000;

/** Puts the parts together for this page: store, link, keys, theme, and the worker's first question. */
export function startLab(): Lab {
  const speeds = createSpeedBook();
  // An embedded page keeps nothing: it is a guest on somebody else's.
  const embedded = new URLSearchParams(location.search).get("embed") === "1";
  const library = embedded ? undefined : createLibrary();
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const store = createLabStore({
    createClient: (onUpdate) => createPageClient(onUpdate, calm ? CALM_MS : undefined),
    speeds,
    ...(library && { library }),
  });
  const schedule = (callback: () => void, ms: number): void => void setTimeout(callback, ms);
  applyTheme(store.getState().theme);
  store.subscribe(({ theme }, before) => {
    if (theme !== before.theme) applyTheme(theme);
  });
  syncLink(store, window);
  keepSeries(
    store,
    keptText("forklab.series", () => sessionStorage),
  );
  void listenLate(store, embedded);
  const asked = askedEntry(location.search);
  if (asked !== undefined) store.getState().openDialog({ kind: "reference", entry: asked });
  const announcer = createAnnouncer(store, schedule);
  if (new URLSearchParams(location.search).get("tune") === "again") store.getState().tuneAgain();
  store.getState().probeMachine();
  const known = store.getState().loadLibrary();
  const showWhatIsThere = (): void => void showAtHand(store, known, { schedule, calm });
  showWhatIsThere();
  // After the link was read: its listener was there first.
  window.addEventListener("hashchange", showWhatIsThere);
  library?.onChange(() => void store.getState().loadLibrary());
  return { store, speeds, announcer, embedded };
}

/**
 * Keys and dropped files are listened to once the first screen stands; keys that were pressed before count then. Where the code
 * for it does not come, buttons do the same.
 */
async function listenLate(store: LabStore, embedded: boolean): Promise<void> {
  const early: KeyboardEvent[] = [];
  const note = (event: KeyboardEvent): void => void early.push(event);
  document.addEventListener("keydown", note);
  const late = await import("./lateListeners").catch(() => undefined);
  document.removeEventListener("keydown", note);
  late?.listenToKeys(store, document, early);
  // A screen reader asks a word what it means at the moment at which it gets there.
  void late?.fetchMeanings();
  if (embedded) return;
  late?.listenToDrops(store, document);
  late?.askForImages(store);
  late?.askForWeights(store);
  void late?.noteSweepLeft(store);
  // The development server's files are not to be kept.
  if (import.meta.env.PROD && "serviceWorker" in navigator) void late?.keepPage(store.getState().noteNewVersion);
}

/** A series of seeds outlives a reload of its tab. */
function keepSeries(store: LabStore, kept: KeptText): void {
  store.getState().recallSeries(kept.read() ?? "");
  store.subscribe(({ experiment, seeds, seriesText }, before) => {
    if (experiment !== before.experiment || seeds !== before.seeds) kept.write(seriesText());
  });
}

function applyTheme(theme: string): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
