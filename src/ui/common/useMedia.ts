import { useCallback, useSyncExternalStore } from "react";

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

/** Which of the four page layouts the window asks for. */
export type PageLayout = "phone" | "tablet" | "laptop" | "desktop";

export function usePageLayout(): PageLayout {
  const desktop = useMedia("(min-width: 1360px)");
  const laptop = useMedia("(min-width: 1180px)");
  const tablet = useMedia("(min-width: 760px)");
  if (desktop) return "desktop";
  if (laptop) return "laptop";
  return tablet ? "tablet" : "phone";
}
