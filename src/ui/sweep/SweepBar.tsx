import { useRef } from "react";
import { useStore } from "zustand";
import { downloadText } from "../../client/handOut";
import { cellsOfPart } from "../../runs/sweep/expandSweep";
import { resultOf } from "../../runs/sweep/mergeResults";
import { sweepCsv } from "../../runs/sweep/sweepCsv";
import type { SweepStore } from "../../store/sweepStore";
import { useLab } from "../common/labContext";
import controls from "../common/controls.module.css";
import { placementText } from "./placementText";
import { sweepWords } from "./sweepWords";
import styles from "./Sweep.module.css";

/** How far the queue is, and what can be done with it and its results. */
export function SweepBar({ store }: { readonly store: SweepStore }) {
  const engineChoice = useLab((state) => state.engineChoice);
  const { sweep, cells, results, phase, running } = useStore(store);
  const picker = useRef<HTMLInputElement>(null);
  if (sweep === undefined) return null;
  const own = cellsOfPart(cells, sweep.part);
  const states = own.map(({ id }) => resultOf(results, id)?.status);
  const done = states.filter((status) => status === "done").length;
  const bad = states.filter((status) => status !== undefined && status !== "done").length;
  const button = `${controls.button} ${controls.small}`;
  const lines = (): string =>
    [...results.values()]
      .flat()
      .map((result) => `${JSON.stringify(result)}\n`)
      .join("");
  return (
    <div className={styles.bar}>
      <div className={styles.progress}>
        <p role="status">{sweepWords.progress(done, own.length, bad)}</p>
        <progress max={own.length} value={done + bad} aria-label={sweepWords.progress(done, own.length, bad)} />
        {running !== undefined && (
          <p className="small muted">
            {sweepWords.running(
              running.cell.title,
              placementText(running.cell.placement),
              running.cell.seed,
              Math.round((100 * running.step) / running.cell.experiment.training.budget),
            )}
          </p>
        )}
      </div>
      <div className={styles.actions}>
        {phase === "running" ? (
          <button type="button" className={button} onClick={() => store.getState().pause()}>
            {sweepWords.pause}
          </button>
        ) : (
          <button
            type="button"
            className={button}
            disabled={done + bad === own.length}
            onClick={() => store.getState().run(engineChoice)}
          >
            {sweepWords.resume}
          </button>
        )}
        <button type="button" className={button} disabled={phase === "idle"} onClick={() => store.getState().stop()}>
          {sweepWords.stop}
        </button>
        <button
          type="button"
          className={button}
          disabled={results.size === 0}
          onClick={() => downloadText("forklab-sweep.csv", "text/csv", sweepCsv(results))}
        >
          {sweepWords.csv}
        </button>
        <button
          type="button"
          className={button}
          disabled={results.size === 0}
          onClick={() => downloadText("results.jsonl", "application/x-ndjson", lines())}
        >
          {sweepWords.jsonl}
        </button>
        <button type="button" className={button} onClick={() => picker.current?.click()}>
          {sweepWords.importFile}
        </button>
        <input
          ref={picker}
          type="file"
          className="sr"
          tabIndex={-1}
          aria-label={sweepWords.importFile}
          accept=".jsonl,.json,.txt"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file !== undefined) void file.text().then((text) => store.getState().take(text));
            event.target.value = "";
          }}
        />
      </div>
    </div>
  );
}
