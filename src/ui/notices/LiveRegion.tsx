import { useSyncExternalStore } from "react";
import { useLabParts } from "../common/labContext";

/** Says the state of the run to screen readers: politely, every ten seconds at most. */
export function LiveRegion() {
  const { announcer } = useLabParts();
  const text = useSyncExternalStore(announcer.subscribe, announcer.read);
  return (
    <p className="sr" role="status" aria-live="polite">
      {text}
    </p>
  );
}
