import { copyText } from "../client/handOut";
import { currentLink } from "../store/linkSync";
import type { LabStore } from "../store/labStore";
import { shownRecord } from "../store/recordingSlice";

/** Steps by which [ and ] move through a run: a twentieth of the budget. */
const SCRUB_PARTS = 20;

/**
 * The lab by single keys, unless one types, a dialog is open, or they are turned off; and undo, outside of text. Leaving a
 * control ends the edit of its setting.
 * @param early keys that were pressed before.
 * @returns removes it all again.
 */
export function listenToKeys(store: LabStore, target: Document, early: readonly KeyboardEvent[] = []): () => void {
  const listen = (event: KeyboardEvent): void => {
    const state = store.getState();
    if (event.defaultPrevented || isText(event.target)) return;
    const history = historyKey(event);
    if (history !== undefined && (state.dialog === undefined || SET_UP_DIALOGS.has(state.dialog.kind))) {
      event.preventDefault();
      state[history]();
      return;
    }
    if (state.dialog !== undefined || event.target instanceof HTMLSelectElement) return;
    if (event.ctrlKey || event.metaKey || event.altKey || !state.shortcuts) return;
    // Space and Enter belong to the control that has the focus.
    if (event.key === " " && isControl(event.target)) return;
    const action = actionOf(event, store, target);
    if (action === undefined) return;
    event.preventDefault();
    action();
  };
  const settle = (): void => store.getState().settleEdit();
  early.forEach(listen);
  target.addEventListener("keydown", listen);
  target.addEventListener("focusout", settle);
  return () => {
    target.removeEventListener("keydown", listen);
    target.removeEventListener("focusout", settle);
  };
}

/** Where edits are made that undo takes back. */
const SET_UP_DIALOGS: ReadonlySet<string> = new Set(["setup", "arm", "settings"]);

/** Ctrl or Cmd with Z, with Shift or Y for the way forth. */
function historyKey({ ctrlKey, metaKey, altKey, shiftKey, key }: KeyboardEvent): "undo" | "redo" | undefined {
  if (!(ctrlKey || metaKey) || altKey) return undefined;
  if (key.toLowerCase() === "z") return shiftKey ? "redo" : "undo";
  return key.toLowerCase() === "y" && !shiftKey ? "redo" : undefined;
}

function actionOf(event: KeyboardEvent, store: LabStore, page: Document): (() => void) | undefined {
  const state = store.getState();
  const scrub = (direction: number): void => {
    const { scrubStep } = store.getState();
    const record = shownRecord(store.getState());
    if (record === undefined) return;
    const by = Math.max(1, Math.round(record.budget / SCRUB_PARTS));
    state.scrubTo((scrubStep ?? record.step) + direction * by);
  };
  const actions: { readonly [key: string]: () => void } = {
    " ": state.playOrPause,
    s: state.singleStep,
    r: state.reset,
    R: state.newSeed,
    f: () => page.querySelector<HTMLElement>("#diagram [aria-pressed][tabindex='0']")?.focus(),
    "0": () => state.showEveryArm(state.experiment.arms.length > 2),
    "1": () => state.solo(0),
    "2": () => state.solo(1),
    "3": () => state.solo(2),
    "4": () => state.solo(3),
    c: state.cycleComparison,
    g: state.cycleAgreement,
    "[": () => scrub(-1),
    "]": () => scrub(1),
    t: () => {
      state.toggleTable("accuracy");
      state.toggleTable("agreement");
    },
    l: () => void copyText(`${page.location.href.replace(/#.*$/, "")}#${currentLink(store)}`),
    p: () => state.openDialog({ kind: "projector" }),
    "?": () => state.openDialog({ kind: "help" }),
  };
  return actions[event.key];
}

/** Where the browser itself undoes what was typed. */
function isText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return target.type !== "range" && target.type !== "checkbox";
  return target instanceof HTMLTextAreaElement || target.isContentEditable;
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button, a, summary, input") !== null;
}
