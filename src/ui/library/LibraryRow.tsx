import { useId } from "react";
import { offer } from "../../client/handOut";
import { canContinue, entryTitle } from "../../record/libraryEntry";
import type { LibraryEntry } from "../../record/libraryEntrySchema";
import { MAX_NAME, MAX_RUN_NOTE } from "../../record/libraryLimits";
import { isOver } from "../../record/runRecord";
import { useActions, useLab } from "../common/labContext";
import { bytes } from "../words/format";
import { mainAccuracies, resultOf } from "../setup/RunsList";
import { strings } from "../words/strings";
import { measuredText } from "../words/libraryRowWords";
import { engineName } from "../words/wording";
import controls from "../common/controls.module.css";
import styles from "./Library.module.css";

/** Characters of a hash that tell networks apart on screen. */
const SHOWN_HASH = 12;

/** One run: what it is and what came out; folded away, everything that can be done with it. */
export function LibraryRow({ entry }: { readonly entry: LibraryEntry }) {
  const shown = useLab((state) => (state.record?.run === entry.id ? state.record.step : undefined));
  const { editRun, openRun, closeDialog } = useActions();
  const title = entryTitle(entry);
  const name = `#${entry.number} ${title}`;
  // A run that is not kept has no date.
  const dated = useLab(({ keepsRuns }) => keepsRuns);
  const when = dated && new Date(entry.created).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
  const engine = entry.engine === undefined ? "" : engineName(entry.engine);
  const size = entry.bytes === undefined ? "" : bytes(entry.bytes);
  // A run that ended early has its numbers here, where there is room for what they are of.
  const measured = measuredText(entry, entry.phase === "completed" ? undefined : mainAccuracies(entry));
  return (
    <li className={styles.row} aria-current={shown !== undefined}>
      <div className={styles.line}>
        <button
          type="button"
          className={styles.star}
          aria-pressed={entry.starred}
          aria-label={strings.library.star(name)}
          onClick={() => editRun(entry.id, { starred: !entry.starred })}
        >
          {entry.starred ? "★" : "☆"}
        </button>
        <button type="button" className={styles.open} onClick={() => void openRun(entry.id).then(closeDialog)}>
          <span className="mono">#{entry.number}</span> {title}
        </button>
        <span className="num">{resultOf(entry, shown)}</span>
      </div>
      <p className="small muted">{[when, entry.agent, engine, size, measured].filter(Boolean).join(" · ")}</p>
      {entry.note !== "" && <p className={`small ${styles.note}`}>{entry.note}</p>}
      <details>
        <summary className="small" aria-label={strings.library.more(name)}>
          …
        </summary>
        <Names entry={entry} />
        <Actions entry={entry} live={shown !== undefined} />
        {entry.weights?.map((hash, arm) => (
          <p key={arm} className="small muted mono" title={hash}>
            {strings.library.weights(hash.slice(0, SHOWN_HASH))}
          </p>
        ))}
      </details>
    </li>
  );
}

function Names({ entry }: { readonly entry: LibraryEntry }) {
  const id = useId();
  const { editRun } = useActions();
  const boxed = `${controls.control} ${controls.boxed}`;
  return (
    <div className={styles.names}>
      <label htmlFor={`${id}-name`}>{strings.library.name}</label>
      <input
        id={`${id}-name`}
        className={boxed}
        defaultValue={entry.name}
        maxLength={MAX_NAME}
        onBlur={(event) => editRun(entry.id, { name: event.target.value })}
      />
      <label htmlFor={`${id}-note`}>{strings.library.note}</label>
      <textarea
        id={`${id}-note`}
        className={boxed}
        rows={2}
        defaultValue={entry.note}
        maxLength={MAX_RUN_NOTE}
        onBlur={(event) => editRun(entry.id, { note: event.target.value })}
      />
    </div>
  );
}

function Actions({ entry, live }: { readonly entry: LibraryEntry; readonly live: boolean }) {
  const behind = useLab((state) => state.ghost?.id === entry.id);
  const training = useLab(({ record }) => record?.run === entry.id && !isOver(record.phase));
  const { addArmsOf, closeDialog, continueRun, deleteRun, exportRuns, showGhost } = useActions();
  const small = `${controls.button} ${controls.small}`;
  const after = (action: Promise<unknown>): void => void action.then(closeDialog);
  const handOut = async (): Promise<void> =>
    offer(`forklab-run-${entry.number}.forklab.zip`, await exportRuns([entry.id]));
  const from = entry.snapshotStep;
  return (
    <div className={styles.actions}>
      {!live && canContinue(entry) && (
        <button type="button" className={small} onClick={() => after(continueRun(entry.id))}>
          {from === undefined ? strings.library.startAgain : strings.library.continueFrom(from)}
        </button>
      )}
      <button
        type="button"
        className={small}
        disabled={live}
        onClick={() => after(showGhost(behind ? undefined : entry.id))}
      >
        {behind ? strings.library.noGhost : strings.library.ghost}
      </button>
      <button
        type="button"
        className={small}
        onClick={() => {
          addArmsOf(entry.link);
          closeDialog();
        }}
      >
        {strings.library.asArms}
      </button>
      <button type="button" className={small} onClick={() => void handOut()}>
        {strings.library.exportOne}
      </button>
      <button type="button" className={small} disabled={training} onClick={() => void deleteRun(entry.id)}>
        {strings.library.remove}
      </button>
    </div>
  );
}
