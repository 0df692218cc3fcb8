import { useEffect, useId, useState } from "react";
import { offer } from "../../client/handOut";
import { searchEntries } from "../../record/libraryEntry";
import { Dialog } from "../common/Dialog";
import { useActions, useLab } from "../common/labContext";
import { bytes } from "../words/format";
import { areKept } from "../setup/RunsList";
import { strings } from "../words/strings";
import { FilePicker } from "../common/FilePicker";
import controls from "../common/controls.module.css";
import { LibraryMessages } from "./LibraryMessages";
import { LibraryRow } from "./LibraryRow";
import styles from "./Library.module.css";

/** Every run of this browser: found, shown, compared, continued, handed out and taken in. */
export function LibraryDialog() {
  const library = useLab((state) => state.library);
  const kept = useLab(areKept);
  const { closeDialog, measureStorage } = useActions();
  const [query, setQuery] = useState("");
  const [starredOnly, setStarredOnly] = useState(false);
  const id = useId();
  useEffect(() => void measureStorage(), [library.length, measureStorage]);
  const found = searchEntries(library, query).filter(({ starred }) => starred || !starredOnly);
  return (
    <Dialog title={strings.library.title} onClose={closeDialog}>
      <p className="small muted">{kept ? strings.library.what : strings.library.whatHere}</p>
      <LibraryMessages />
      <div className={styles.tools}>
        <label className="sr" htmlFor={id}>
          {strings.library.search}
        </label>
        <input
          id={id}
          type="search"
          className={`${controls.control} ${controls.boxed}`}
          placeholder={strings.library.search}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <label className={styles.check}>
          <input type="checkbox" checked={starredOnly} onChange={(event) => setStarredOnly(event.target.checked)} />
          {strings.library.starredOnly}
        </label>
      </div>
      {found.length === 0 && (
        <p className="small muted">
          {library.length > 0 ? strings.library.none : kept ? strings.library.empty : strings.runs.notKept}
        </p>
      )}
      <ul className={styles.rows}>
        {found.map((entry) => (
          <LibraryRow key={entry.id} entry={entry} />
        ))}
      </ul>
      <Files />
      <Storage />
    </Dialog>
  );
}

function Files() {
  const library = useLab((state) => state.library);
  const { exportRuns, importRuns } = useActions();
  const small = `${controls.button} ${controls.small}`;
  const takeIn = async ([file]: readonly File[]): Promise<void> => {
    if (file !== undefined) await importRuns(new Uint8Array(await file.arrayBuffer()));
  };
  const handOutAll = async (): Promise<void> =>
    offer("forklab-runs.zip", await exportRuns(library.map((run) => run.id)));
  return (
    <div className={styles.actions}>
      <button type="button" className={small} disabled={library.length === 0} onClick={() => void handOutAll()}>
        {strings.library.exportAll}
      </button>
      <FilePicker label={strings.library.importFile} accept=".json,.zip" onFiles={(files) => void takeIn(files)} />
    </div>
  );
}

function Storage() {
  const storage = useLab((state) => state.storage);
  const lasts = useLab((state) => (areKept(state) ? state.lasts : undefined));
  return (
    <>
      {lasts !== undefined && <p className="small muted">{lasts ? strings.library.lasts : strings.library.mayClear}</p>}
      {storage !== undefined && (
        <p className={`${styles.storage} small muted`}>
          <meter aria-label={strings.library.storageUse} min={0} max={storage.quotaBytes} value={storage.usedBytes} />
          {strings.library.storage(bytes(storage.usedBytes), bytes(storage.quotaBytes))}
        </p>
      )}
    </>
  );
}
