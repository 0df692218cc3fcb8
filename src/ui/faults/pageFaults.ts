import { useSyncExternalStore } from "react";
import { MissingPart } from "./missingPart";

/** A failure that has no place of its own on the page. */
export interface PageFault {
  readonly error: unknown;
  /** Which part of the page, where that is known. */
  readonly part?: string | undefined;
}

const listeners = new Set<() => void>();
let fault: PageFault | undefined;

const read = (): PageFault | undefined => fault;

/** The newest failure that the notice above the page is to tell. */
export function usePageFault(): PageFault | undefined {
  return useSyncExternalStore(subscribe, read);
}

export function noteFault(error: unknown, part?: string): void {
  fault = { error, part };
  tell();
}

export function dismissPageFault(): void {
  fault = undefined;
  tell();
}

/** Errors of code that did not come. */
const missing = new WeakSet<object>();

/** Whether an error says that a part's code could not be fetched. */
export function isMissing(error: unknown): boolean {
  return typeof error === "object" && error !== null && missing.has(error);
}

/** Hears of what nothing else has caught: code that cannot be fetched, promises and handlers that fail. */
export function listenToFaults(page: Window): void {
  page.addEventListener("vite:preloadError", ({ payload }) => {
    missing.add(payload);
    noteFault(new MissingPart(payload));
  });
  page.addEventListener("unhandledrejection", ({ reason }: PromiseRejectionEvent) => {
    // Whoever fetched that code for a click, instead of a view, has been told already.
    if (isMissing(reason)) return;
    if (isOurs(reason)) noteFault(reason);
  });
  page.addEventListener("error", ({ error }: ErrorEvent) => {
    if (isOurs(error)) noteFault(error);
  });
}

/** Not what a browser's extension threw, nor what was given up on purpose. */
function isOurs(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name !== "AbortError" && !/-extension:\/\//.test(error.stack ?? "");
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
