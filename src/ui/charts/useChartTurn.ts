import { startTransition, useEffect, useRef, useState } from "react";
import { createChartTurns } from "./chartTurns";

const turns = createChartTurns((callback) => void requestAnimationFrame(callback));

/**
 * A chart's latest value when it is its turn: at most one chart of the page draws in a frame, and one that cannot be seen
 * waits until it can.
 * @param same whether two values draw the same picture; then no turn is taken.
 */
export function useChartTurn<T>(value: T, seen: boolean, same: (a: T, b: T) => boolean): T {
  const [drawn, setDrawn] = useState(value);
  const newest = useRef(value);
  const takeBack = useRef<() => void>(undefined);
  const stale = !same(drawn, value);
  useEffect(() => {
    newest.current = value;
    if (!seen) {
      takeBack.current?.();
      takeBack.current = undefined;
    } else if (stale && takeBack.current === undefined) {
      // A place in the queue is kept while newer values come: where frames are rare, the last chart gets its turn, too.
      takeBack.current = turns.ask(() => {
        takeBack.current = undefined;
        // React may draw it in slices.
        startTransition(() => setDrawn(newest.current));
      });
    }
  });
  useEffect(
    () => () => {
      takeBack.current?.();
      takeBack.current = undefined;
    },
    [],
  );
  return drawn;
}
