import { useId, useState } from "react";
import { useStore } from "zustand";
import { copyText, downloadText } from "../../client/handOut";
import { inSlices } from "../../client/inSlices";
import { cellsOfPart } from "../../sweep/expandSweep";
import { jobLines } from "../../sweep/jobLines";
import type { ResultsByCell } from "../../sweep/mergeResults";
import { resultWriter } from "../../sweep/resultLines";
import { formatSweepClaim, MAX_CLAIM_LINK } from "../../sweep/sweepClaim";
import { csvInSteps } from "../../sweep/sweepCsv";
import { encodeSweep } from "../../sweep/sweepLink";
import type { SweepStore } from "../../store/sweepStore";
import { FilePicker } from "../common/FilePicker";
import controls from "../common/controls.module.css";
import { sweepWords } from "../words/sweepWords";
import styles from "./Sweep.module.css";

/** Results in and out: files, jobs for a scheduler, and the link with or without results. */
export function SweepFiles({ store }: { readonly store: SweepStore }) {
  const sweep = useStore(store, (state) => state.sweep);
  const results = useStore(store, (state) => state.results);
  const cells = useStore(store, (state) => state.cells);
  const button = (text: string, onClick: () => void, disabled: boolean, title?: string) => (
    <button
      type="button"
      className={`${controls.button} ${controls.small}`}
      disabled={disabled}
      title={title}
      onClick={onClick}
    >
      {text}
    </button>
  );
  const none = results.size === 0;
  /** In the order of the cells, whichever run ended first. */
  const ordered = (): ResultsByCell =>
    new Map(
      cells.flatMap(({ id }) => {
        const own = results.get(id);
        return own === undefined ? [] : [[id, own] as const];
      }),
    );
  const saveCsv = async (): Promise<void> => {
    downloadText("forklab-sweep.csv", "text/csv", await inSlices(csvInSteps(ordered())));
  };
  const saveLines = (): void => {
    if (sweep === undefined) return;
    const lines = [...ordered().values()].flat().map(resultWriter(sweep));
    downloadText("results.jsonl", "application/x-ndjson", lines.join(""));
  };
  return (
    <div className={styles.actions}>
      <FilePicker
        label={sweepWords.importFile}
        title={sweepWords.drop}
        multiple
        accept=".jsonl,.json,.txt"
        onFiles={(files) => void store.getState().take(files)}
      />
      {button(sweepWords.csv, () => void saveCsv(), none)}
      {button(sweepWords.jsonl, saveLines, none)}
      {button(
        sweepWords.jobs,
        () =>
          sweep &&
          downloadText("jobs.jsonl", "application/x-ndjson", jobLines(cellsOfPart(cells, sweep.part), sweep).join("")),
        cells.length === 0,
        sweepWords.jobsHelp,
      )}
      {sweep !== undefined && cells.length > 0 && <SweepShare store={store} />}
    </div>
  );
}

/** The sweep's link, with results as long as they fit. */
function SweepShare({ store }: { readonly store: SweepStore }) {
  const { sweep, cells, results } = useStore(store);
  const id = useId();
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState("");
  if (sweep === undefined) return null;
  const address = window.location.href.replace(/#.*$/, "");
  const bare = `${address}#${encodeSweep(sweep)}`;
  const whole =
    open && results.size > 0 ? `${address}#${encodeSweep(sweep, [], formatSweepClaim(cells, results))}` : bare;
  const fits = whole.length <= MAX_CLAIM_LINK;
  const link = fits ? whole : bare;
  const copy = async (): Promise<void> => setSaid((await copyText(link)) ? sweepWords.copied : sweepWords.copyByHand);
  return (
    <>
      <button type="button" className={`${controls.button} ${controls.small}`} popoverTarget={id}>
        {sweepWords.share}
      </button>
      <div
        id={id}
        popover="auto"
        role="group"
        aria-label={sweepWords.share}
        className={styles.shareBox}
        onToggle={(event) => {
          setOpen(event.newState === "open");
          setSaid("");
        }}
      >
        <input
          className={`${controls.control} ${controls.boxed}`}
          readOnly
          value={link}
          aria-label={sweepWords.link}
          onFocus={(event) => event.target.select()}
        />
        <div className={styles.actions}>
          <button type="button" className={`${controls.button} ${controls.small}`} onClick={() => void copy()}>
            {sweepWords.copy}
          </button>
          <span className="small" role="status">
            {said}
          </span>
        </div>
        <p className="small muted">
          {results.size === 0
            ? sweepWords.linkBare(link.length)
            : fits
              ? sweepWords.linkWithResults(link.length)
              : sweepWords.linkTooLong(whole.length, MAX_CLAIM_LINK)}
        </p>
      </div>
    </>
  );
}
