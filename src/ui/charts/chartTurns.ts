/** Lets charts draw one after the other: one per frame, in the order in which they asked. */
export interface ChartTurns {
  /** Calls back in one of the next frames; asking again before that changes nothing. @returns takes the wish back. */
  ask(draw: () => void): () => void;
}

/** @param nextFrame calls back once, with the next frame of the page; never while it is hidden. */
export function createChartTurns(nextFrame: (callback: () => void) => void): ChartTurns {
  const waiting = new Set<() => void>();
  let asked = false;
  const turn = (): void => {
    asked = false;
    const [first] = waiting;
    if (first === undefined) return;
    waiting.delete(first);
    // Asked for before drawing: a chart that throws must not stop the others.
    if (waiting.size > 0) schedule();
    first();
  };
  const schedule = (): void => {
    if (asked) return;
    asked = true;
    nextFrame(turn);
  };
  return {
    ask(draw) {
      waiting.add(draw);
      schedule();
      return () => void waiting.delete(draw);
    },
  };
}
