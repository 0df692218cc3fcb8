import type { Reason } from "../protocol/event";
import type { KeptTexts } from "../storage/formats";

/** A small value kept between visits. Never throws: without storage (private mode, full) it lives as long as the page. */
export interface KeptText {
  read(): string | null;
  write(value: string): void;
}

/** @param place `sessionStorage` for what lives as long as the tab, reloads included. */
export function keptText(key: keyof KeptTexts, place: () => Storage = () => localStorage): KeptText {
  let memory: string | null = null;
  return {
    read() {
      try {
        return place().getItem(key) ?? memory;
      } catch {
        return memory;
      }
    },
    write(value) {
      memory = value;
      try {
        place().setItem(key, value);
      } catch {
        // Kept in memory; nothing else depends on it.
      }
    },
  };
}

/** Names of the locks that tabs of this page hold; none where pages have no locks, and hence no storage for runs either. */
export async function heldLocks(): Promise<readonly string[]> {
  const locks = navigator.locks as LockManager | undefined;
  const { held = [] } = (await locks?.query()) ?? {};
  return held.map(({ name = "" }) => name);
}

/** Why this browser cannot keep runs here; undefined when nothing speaks against it. */
export function whyNothingIsKept(): Reason | undefined {
  if (!globalThis.isSecureContext) return { code: "insecureStorage" };
  const storage = navigator.storage as StorageManager | undefined;
  const there = typeof storage?.getDirectory === "function" && "locks" in navigator && "indexedDB" in globalThis;
  return there ? undefined : { code: "noStorage" };
}
