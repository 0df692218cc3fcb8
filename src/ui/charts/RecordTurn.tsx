import { useMemo, type ReactNode } from "react";
import { TurnedRecord, useChartRecord } from "../common/labContext";
import { useOnScreen } from "../common/useOnScreen";
import { useChartTurn } from "./useChartTurn";

interface RecordTurnProps {
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** Hands the run on display to what is inside when it is its turn: one part of the page per frame, none out of sight. */
export function RecordTurn({ className, children }: RecordTurnProps) {
  const [ref, seen] = useOnScreen();
  const record = useChartTurn(useChartRecord(), seen, Object.is);
  const turned = useMemo(() => ({ record }), [record]);
  return (
    <div ref={ref} className={className}>
      <TurnedRecord value={turned}>{children}</TurnedRecord>
    </div>
  );
}
