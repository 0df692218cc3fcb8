import { useCallback, useState } from "react";

/** Pixels around the window within which an element counts as seen: it is drawn when scrolling brings it in. */
const MARGIN = "120px";

/** Whether an element can be seen, as a ref to hang on it and the answer; yes where the browser cannot tell. */
export function useOnScreen(): readonly [ref: (element: HTMLElement | null) => (() => void) | undefined, on: boolean] {
  const [on, setOn] = useState(true);
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null || typeof IntersectionObserver === "undefined") return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        const last = entries.at(-1);
        if (last !== undefined) setOn(last.isIntersecting);
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, on];
}
