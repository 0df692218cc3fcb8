import { useEffect, useRef, useState } from "react";
import { slowedSince } from "../../record/pace";
import { useLab, useRecord } from "../common/labContext";

/**
 * Whether the run trained much slower while the page was hidden than before. Training goes on in the worker, but some
 * browsers hold back hidden pages; told from when the page is looked at again until it is hidden once more.
 */
export function useSlowedWhileHidden(): boolean {
  const record = useRecord();
  const pace = useLab((state) => state.pace);
  const now = useRef(record);
  const hidden = useRef<{ readonly run: string; readonly step: number } | undefined>(undefined);
  const [slowed, setSlowed] = useState<string | undefined>(undefined);
  useEffect(() => {
    now.current = record;
  });
  useEffect(() => {
    const look = (): void => {
      const { current } = now;
      if (document.hidden) {
        hidden.current = current?.phase === "running" ? { run: current.run, step: current.step } : undefined;
        setSlowed(undefined);
      } else if (current !== undefined && current.run === hidden.current?.run) {
        setSlowed(slowedSince(current, hidden.current.step) ? current.run : undefined);
      }
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  // A pace that was chosen is no slowing down.
  return pace === undefined && record !== undefined && slowed === record.run;
}
