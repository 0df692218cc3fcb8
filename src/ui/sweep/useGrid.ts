import { startTransition, useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import { inSlices } from "../../client/inSlices";
import type { SiteId } from "../../graph/networkGraph";
import { effectsInSteps, gridInSteps, type GridEntry, type SiteEffect } from "../../sweep/sweepGrid";
import { rowsOf, type SweepRow } from "../../sweep/sweepRows";
import { sitesOf } from "../../sweep/sweep";
import type { SweepStore } from "../../store/sweepStore";

export interface GridView {
  readonly grid: readonly GridEntry[];
  readonly effects: readonly SiteEffect[];
  readonly sites: readonly SiteId[];
  readonly rows: readonly SweepRow[];
}

const NOTHING: GridView = { grid: [], effects: [], sites: [], rows: [] };

/** Everything that follows from a sweep and its results, computed in slices; until then what it was before. */
export function useGrid(store: SweepStore): GridView {
  const sweep = useStore(store, (state) => state.sweep);
  const cells = useStore(store, (state) => state.cells);
  const results = useStore(store, (state) => state.results);
  const shape = useMemo(
    () => (sweep === undefined ? undefined : { sites: sitesOf(sweep), rows: rowsOf(sweep) }),
    [sweep],
  );
  const [known, setKnown] = useState<GridView>(NOTHING);
  useEffect(() => {
    let wanted = true;
    const compute = async (): Promise<void> => {
      if (shape === undefined) return;
      const grid = await inSlices(gridInSteps(cells, results));
      const effects = wanted ? await inSlices(effectsInSteps(grid, shape.sites, shape.rows.length)) : [];
      // Drawn in slices, too.
      if (wanted) startTransition(() => setKnown({ grid, effects, ...shape }));
    };
    void compute();
    return () => {
      wanted = false;
    };
  }, [shape, cells, results]);
  // What belongs to another sweep is not shown for this one.
  return shape === undefined || known.rows !== shape.rows ? { ...NOTHING, ...shape } : known;
}
