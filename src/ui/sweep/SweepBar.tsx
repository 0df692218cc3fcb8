import { useMemo, useState } from "react";
import { useStore } from "zustand";
import { cellsOfPart } from "../../sweep/expandSweep";
import { resultOf } from "../../sweep/mergeResults";
import { cellsAtOnce, untilMachineKnown } from "../../store/cellsAtOnce";
import type { QueueOrder } from "../../store/sweepState";
import type { SweepStore } from "../../store/sweepStore";
import { clock, count, duration } from "../words/format";
import { useActions, useLab, useLabParts } from "../common/labContext";
import controls from "../common/controls.module.css";
import { usePlacementText } from "./placementText";
import { strings } from "../words/strings";
import { sweepWords } from "../words/sweepWords";
import styles from "./Sweep.module.css";

/** How far the queue is, what it will take, and its buttons. */
export function SweepBar({ store }: { readonly store: SweepStore }) {
  const { store: lab, speeds } = useLabParts();
  const pauseLab = useLab((state) => state.pause);
  const { sweep, cells, results, phase, running, remainingMs, budget, order, importing } = useStore(store);
  const left = useLab((state) => state.sweepLeft);
  const { noteSweepLeft } = useActions();
  const part = sweep?.part;
  const place = usePlacementText(store);
  const begun = useStore(store, (state) => state.begun.size > 0);
  const { all, done, bad } = useMemo(() => {
    const states = cellsOfPart(cells, part).map(({ id }) => resultOf(results, id)?.status);
    const good = states.filter((status) => status === "done").length;
    return { all: states.length, done: good, bad: states.filter((status) => status !== undefined).length - good };
  }, [cells, part, results]);
  const open = cells.length > 0 && done + bad < all;
  const { run, calibrate, pause, stop, orderBy } = store.getState();
  /** Somebody has pressed a button before it is known what this machine can do. */
  const [waits, setWaits] = useState(false);
  const withEngine = async (begin: typeof run): Promise<void> => {
    // One machine: the lab's own run waits.
    pauseLab();
    setWaits(true);
    await untilMachineKnown(lab);
    setWaits(false);
    // Another sweep may have been opened meanwhile.
    if (store.getState().sweep !== sweep) return;
    const { engine, atOnce } = cellsAtOnce(lab.getState(), sweep, speeds.cores);
    await begin(engine, atOnce);
  };
  const start = (): void => {
    noteSweepLeft(false);
    void withEngine(run);
  };
  const measure = (): void => void withEngine(calibrate);
  const button = (text: string, onClick: () => void, primary = false) => (
    <button type="button" className={`${controls.button} ${primary ? controls.primary : ""}`} onClick={onClick}>
      {text}
    </button>
  );
  const untouched = done + bad === 0 && !begun;
  const told = sweepWords.progress(done, all, bad);
  return (
    <div className={styles.bar}>
      <div className={styles.progress}>
        <div className={styles.progressHead}>
          <p role="status">{cells.length === 0 ? sweepWords.expanding : told}</p>
          {(phase === "running" || phase === "paused") && remainingMs !== undefined && (
            <span className="small muted">{sweepWords.left(clock(remainingMs))}</span>
          )}
        </div>
        <progress max={Math.max(1, all)} value={done + bad} aria-label={told} />
        {running.map(({ cell, run, step, keptStep }) => (
          <p key={run} className="small muted">
            {sweepWords.running(
              cell.title,
              place(cell.placement),
              cell.seed,
              count(step),
              count(cell.experiment.training.budget),
            )}
            {keptStep > 0 && ` ${sweepWords.kept(count(keptStep))}`}
          </p>
        ))}
        {waits && <p role="status">{strings.engine.looking}</p>}
        {phase === "calibrating" && <p role="status">{sweepWords.calibrating}</p>}
        {phase === "ready" && budget !== undefined && (
          <p role="status">
            <b>{sweepWords.budget(count(budget.runs), count(budget.steps / budget.runs), duration(budget.ms))}</b>
          </p>
        )}
        {importing !== undefined && (
          <p role="status">{sweepWords.importing(importing.name, importing.number, importing.of)}</p>
        )}
      </div>
      <div className={styles.actions}>
        {phase === "idle" &&
          open &&
          !waits &&
          button(left ? sweepWords.resumeSweep : untouched ? sweepWords.start : sweepWords.resume, start, true)}
        {phase === "idle" && open && !waits && button(sweepWords.measure, measure)}
        {phase === "ready" && button(sweepWords.start, start, true)}
        {phase === "ready" && button(sweepWords.notNow, stop)}
        {phase === "calibrating" && button(sweepWords.cancel, stop)}
        {phase === "running" && button(sweepWords.pause, pause, true)}
        {phase === "paused" && button(sweepWords.resume, start, true)}
        {(phase === "running" || phase === "paused") && button(sweepWords.stop, stop)}
        {open && (
          <label className={styles.order}>
            <span>{sweepWords.order}</span>
            <select
              className={`${controls.control} ${controls.boxed}`}
              value={order}
              onChange={(event) => orderBy(event.target.value as QueueOrder)}
            >
              {Object.entries(sweepWords.orders).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
    </div>
  );
}
