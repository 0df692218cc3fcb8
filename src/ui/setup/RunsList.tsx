import { MAIN } from "../../graph/networkGraph";
import { entryTitle } from "../../record/libraryEntry";
import type { LibraryEntry } from "../../record/libraryEntrySchema";
import { isOver } from "../../record/runRecord";
import type { LabState } from "../../store/labState";
import { useActions, useLab, useRecord } from "../common/labContext";
import { share } from "../words/format";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import styles from "./Setup.module.css";

/** Runs that the column has room for. */
const SHOWN = 5;

/** Whether runs outlive the visit. */
export const areKept = ({ keepsRuns, libraryFault }: LabState): boolean => keepsRuns && libraryFault === undefined;

/** The newest runs and the door to all of them. */
export function RunsList() {
  const record = useRecord();
  const library = useLab((state) => state.library);
  const kept = useLab(areKept);
  const { openRun, openDialog } = useActions();
  const shown = library.slice(0, SHOWN);
  return (
    <section className={styles.section}>
      <div className={styles.head}>
        <h2>{strings.runs.title}</h2>
        <button type="button" className={controls.link} onClick={() => openDialog({ kind: "library" })}>
          {strings.library.all(library.length)}
        </button>
      </div>
      {library.length === 0 && <p className="small muted">{kept ? strings.runs.empty : strings.runs.notKept}</p>}
      <ul className={styles.runs}>
        {shown.map((run) => (
          <li key={run.id}>
            <button
              type="button"
              className={styles.run}
              aria-current={run.id === record?.run}
              onClick={() => void openRun(run.id)}
            >
              <span className="mono">#{run.number}</span>
              <span>{entryTitle(run)}</span>
              <span className="num muted">{resultOf(run, run.id === record?.run ? record.step : undefined)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/**
 * Percent while it runs, how it ended when it broke off, else the main accuracies of the first two arms.
 * @param step of the run on display, which is ahead of its entry.
 */
export function resultOf(run: LibraryEntry, step: number | undefined): string {
  if (!isOver(run.phase)) {
    return step === undefined
      ? strings.library.brokeOff(run.step)
      : `${Math.round((100 * step) / Math.max(1, run.budget))} %`;
  }
  if (run.phase !== "completed") return strings.runs.phases[run.phase];
  return mainAccuracies(run);
}

/** Of the first two arms. */
export function mainAccuracies(run: LibraryEntry): string {
  const values = run.arms.slice(0, 2).map((arm) => arm.accuracy.find(([branch]) => branch === MAIN)?.[1]);
  return values.map((value) => (value == null ? "–" : share(value))).join(" ");
}
