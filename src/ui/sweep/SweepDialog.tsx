import { useMemo, useState, type DragEvent } from "react";
import { useStore } from "zustand";
import { conflictsOf } from "../../runs/sweep/mergeResults";
import { sitesOf } from "../../runs/sweep/sweep";
import { siteEffects, sweepGrid } from "../../runs/sweep/sweepGrid";
import { Dialog } from "../common/Dialog";
import { useActions, useLabParts } from "../common/labContext";
import { SweepBar } from "./SweepBar";
import { SweepGrid } from "./SweepGrid";
import { sweepOf } from "./sweepOf";
import { SweepScatter } from "./SweepScatter";
import { SweepSetup } from "./SweepSetup";
import { SweepTable } from "./SweepTable";
import { sweepWords } from "./sweepWords";
import styles from "./Sweep.module.css";

/** The placement ablation: chosen, run or imported, compared. */
export function SweepDialog() {
  const store = sweepOf(useLabParts().store);
  const { closeDialog } = useActions();
  const sweep = useStore(store, (state) => state.sweep);
  const cells = useStore(store, (state) => state.cells);
  const results = useStore(store, (state) => state.results);
  const refused = useStore(store, (state) => state.refused);
  const fault = useStore(store, (state) => state.fault);
  const grid = useMemo(() => sweepGrid(cells, results), [cells, results]);
  const conflicts = useMemo(() => conflictsOf(results), [results]);
  const sites = useMemo(() => (sweep === undefined ? [] : sitesOf(sweep)), [sweep]);
  const effects = useMemo(
    () => siteEffects(grid, sites, sweep?.base.arms.length ?? 0),
    [grid, sites, sweep?.base.arms.length],
  );
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined) void file.text().then((text) => store.getState().take(text));
  };
  return (
    <Dialog wide title={sweepWords.title} onClose={closeDialog}>
      <div
        className={styles.view}
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <p className="small muted">{sweepWords.intro}</p>
        <SweepSetup store={store} />
        <SweepBar store={store} />
        {fault !== undefined && <p className={styles.bad}>{fault}</p>}
        {refused.length > 0 && (
          <div className={styles.bad} role="status">
            <p>{sweepWords.refused}</p>
            <ul>
              {refused.slice(0, 10).map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          </div>
        )}
        {conflicts.length > 0 && <p className={styles.bad}>{sweepWords.conflicts(conflicts.length)}</p>}
        {sweep !== undefined && sweep.seeds.length < 3 && <p>{sweepWords.hint(sweep.seeds.length)}</p>}
        {sweep !== undefined && <SweepGrid store={store} grid={grid} sites={sites} rows={sweep.base.arms.length} />}
        {results.size > 0 && (
          <>
            <SweepScatter grid={grid} />
            <SweepTable grid={grid} effects={effects} />
          </>
        )}
      </div>
    </Dialog>
  );
}
