import { useCallback, useSyncExternalStore } from "react";
import { useLab } from "./labContext";

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/** A laptop's window, 768 px and less of which the browser's own bars take a part; the style sheets ask the same. */
export const LOW_WINDOW = "(max-height: 800px) and (min-width: 1180px)";

/** What a lesson takes of the window's width where it stands beside the lab, and the width from which on it does. */
const LESSON_WIDTH = 384;
const LESSON_BESIDE = "(min-width: 1024px)";

/** Whether the lab has so many pixels across. */
export function useRoom(pixels: number): boolean {
  const beside = useMedia(LESSON_BESIDE);
  const learns = useLab((state) => state.lesson !== undefined);
  return useMedia(`(min-width: ${pixels + (learns && beside ? LESSON_WIDTH : 0)}px)`);
}

/** Which of the four page layouts the window asks for. */
export type PageLayout = "phone" | "tablet" | "laptop" | "desktop";

export function usePageLayout(): PageLayout {
  const desktop = useRoom(1360);
  const laptop = useRoom(1180);
  const tablet = useRoom(760);
  if (desktop) return "desktop";
  if (laptop) return "laptop";
  return tablet ? "tablet" : "phone";
}
