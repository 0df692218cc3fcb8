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
  const stale = !same(drawn, value);
  useEffect(() => {
    newest.current = value;
    if (!stale || !seen) return undefined;
    // React may draw it in slices.
    return turns.ask(() => startTransition(() => setDrawn(newest.current)));
  });
  return drawn;
}
