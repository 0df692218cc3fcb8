import { useCallback, useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import type { Experiment } from "../../experiment/experiment";
import { cellRecord } from "../../sweep/cellRecord";
import type { SweepCell } from "../../sweep/expandSweep";
import { conflictsOf, resultOf } from "../../sweep/mergeResults";
import { decodeSweep } from "../../sweep/sweepLink";
import type { SweepFill } from "../../store/viewState";
import { showResult } from "../../store/recordingPlayer";
import type { SweepStore } from "../../store/sweepStore";
import { useActions, useLabParts } from "../common/labContext";
import { PageDialog } from "../common/PageDialog";
import { gridColumns, type GridSlot } from "./gridModel";
import { PlacementGrid } from "./PlacementGrid";
import { trunkOf, usePlacementText } from "./placementText";
import { SweepBar } from "./SweepBar";
import { SweepDetails } from "./SweepDetails";
import { SweepFiles } from "./SweepFiles";
import { sweepOf } from "./sweepOf";
import { SweepScatter } from "./SweepScatter";
import { SweepSetup } from "./SweepSetup";
import { SweepTable } from "./SweepTable";
import { whatText } from "../words/issueWords";
import { refusalText, sweepFaultText } from "../words/sweepFaultWords";
import { sweepWords } from "../words/sweepWords";
import { useGrid } from "./useGrid";
import styles from "./Sweep.module.css";

interface SweepDialogProps {
  /** A link that is a sweep, to be shown; none: the one of the last visit. */
  readonly link?: string | undefined;
  /** What the form begins with; a sweep that is there stays until it is sent. */
  readonly fill?: SweepFill | undefined;
}

/** The placement ablation on a page of its own: chosen, run or imported, compared. */
export function SweepDialog({ link, fill }: SweepDialogProps) {
  const { store: lab } = useLabParts();
  const store = sweepOf(lab);
  const { closeDialog } = useActions();
  const [problem, setProblem] = useState<string>();
  // The form is filled once what this browser or the link knows is there.
  const [known, setKnown] = useState(store.getState().sweep !== undefined && link === undefined);
  useEffect(() => {
    const open = async (): Promise<void> => {
      if (link === undefined) await store.getState().recall();
      else {
        const { sweep, claim, issues } = decodeSweep(link);
        if (sweep === undefined) setProblem(issues.map(({ path, what }) => `${path}: ${whatText(what)}`).join("; "));
        else void store.getState().define(sweep, claim);
      }
      setKnown(true);
    };
    void open();
  }, [link, store]);
  return (
    <PageDialog
      title={sweepWords.title}
      onClose={closeDialog}
      onFiles={(files) => void store.getState().take(files)}
      tools={<SweepFiles store={store} />}
    >
      {problem !== undefined && <p className={styles.bad}>{problem}</p>}
      {known && <SweepView store={store} fill={fill} />}
    </PageDialog>
  );
}

function SweepView({ store, fill }: { readonly store: SweepStore; readonly fill: SweepFill | undefined }) {
  const { loadExperiment, closeDialog, showLastRun } = useActions();
  const { store: lab } = useLabParts();
  const sweep = useStore(store, (state) => state.sweep);
  const work = useStore(store, (state) => state.work);
  const results = useStore(store, (state) => state.results);
  const [choosing, setChoosing] = useState(sweep === undefined || fill !== undefined);
  const [picked, setPicked] = useState<string>();
  const { grid, effects, sites, rows } = useGrid(store);
  const trunk = useMemo(() => trunkOf(sweep), [sweep]);
  const columns = useMemo(() => gridColumns(grid, work), [grid, work]);
  const best = useMemo(
    () => grid.reduce((top, entry) => ((entry.mean ?? -1) > (top?.mean ?? -1) ? entry : top), grid[0]),
    [grid],
  );
  const selected = picked ?? best?.placement.join("+");
  const column = columns.find(({ key }) => key === selected);
  const load = useCallback(
    (experiment: Experiment, cells: readonly SweepCell[]): void => {
      loadExperiment(experiment);
      closeDialog();
      const { results: known } = store.getState();
      const record = cellRecord(
        experiment,
        cells.map(({ id }) => resultOf(known, id)),
      );
      // A run of one's own has all its curves.
      void showLastRun().then((shown) => {
        if (!shown && record !== undefined) showResult(lab, record);
      });
    },
    [loadExperiment, closeDialog, showLastRun, store, lab],
  );
  const open = useCallback(
    ({ entry }: GridSlot, asSecond: boolean): void => {
      const [cell] = entry.cells;
      const [kept] = lab.getState().experiment.arms;
      if (cell === undefined) return;
      const { experiment } = cell;
      if (asSecond && kept !== undefined) load({ ...experiment, arms: [kept, ...experiment.arms] }, []);
      else load(experiment, [cell]);
    },
    [lab, load],
  );
  return (
    <>
      <div className={styles.title}>
        <div>
          <h2>{sweepWords.title}</h2>
          <p className="small muted">
            {sweep === undefined ? (
              sweepWords.intro
            ) : (
              <>
                {sweepWords.subtitle(sites.length, sweep.base.training.budget, sweep.seeds.length)}{" "}
                {sweep.seeds.length < 3 && <b>{sweepWords.hint(sweep.seeds.length)}</b>}
                {sweep.part !== undefined && ` ${sweepWords.share1(sweep.part.number, sweep.part.of)}`}
              </>
            )}
          </p>
        </div>
        {sweep !== undefined && <SweepBar store={store} />}
      </div>
      <Messages store={store} />
      <details className={styles.choose} open={choosing} onToggle={(event) => setChoosing(event.currentTarget.open)}>
        <summary>{sweepWords.choose}</summary>
        <SweepSetup store={store} fill={fill} onDefined={() => setChoosing(false)} />
      </details>
      {sweep !== undefined && (
        <div className={styles.layout}>
          <PlacementGrid
            store={store}
            grid={grid}
            sites={sites}
            rows={rows}
            selected={selected}
            onSelect={setPicked}
            onOpen={open}
          />
          <div className={styles.beside}>
            {results.size > 0 && <SweepScatter grid={grid} rows={rows} />}
            {column !== undefined && (
              <SweepDetails store={store} column={column} rows={rows} onLoad={load} onOpen={open} />
            )}
          </div>
        </div>
      )}
      {results.size > 0 && <SweepTable trunk={trunk} grid={grid} effects={effects} rows={rows} />}
    </>
  );
}

/** Conflicting cells that are named. */
const MOST_NAMED = 10;

/** What went wrong, what was left out, what does not agree, and what is only claimed. */
function Messages({ store }: { readonly store: SweepStore }) {
  const { fault, refused, results, cells, claim } = useStore(store);
  const place = usePlacementText(store);
  const conflicts = useMemo(() => {
    const ids = new Set(conflictsOf(results));
    return cells.filter(({ id }) => ids.has(id));
  }, [results, cells]);
  return (
    <>
      {fault !== undefined && (
        <p className={styles.bad} role="status">
          {sweepFaultText(fault)}
        </p>
      )}
      {refused.length > 0 && (
        <div className={styles.bad} role="status">
          <p>{sweepWords.refused}</p>
          <ul>
            {refused
              .slice(0, MOST_NAMED)
              .map(refusalText)
              .map((text) => (
                <li key={text}>{text}</li>
              ))}
          </ul>
        </div>
      )}
      {conflicts.length > 0 && (
        <div className={styles.bad} role="status">
          <p>{sweepWords.conflicts(conflicts.length)}</p>
          <ul>
            {conflicts.slice(0, MOST_NAMED).map(({ id, title, placement, seed }) => (
              <li key={id}>{sweepWords.cell(title, place(placement), seed, id)}</li>
            ))}
          </ul>
        </div>
      )}
      {claim !== undefined && <p className="small muted">{sweepWords.claims(claim.cells.size)}</p>}
    </>
  );
}
