import { useEffect, useId, useState } from "react";
import { downloadBlob, offer } from "../../client/handOut";
import { searchEntries } from "../../record/libraryEntry";
import type { LibraryEntry } from "../../record/libraryEntrySchema";
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
      <Tables entries={found} />
      <Storage />
    </Dialog>
  );
}

const SMALL = `${controls.button} ${controls.small}`;

/** The values of the runs that are listed as a table. */
function Tables({ entries }: { readonly entries: readonly LibraryEntry[] }) {
  const { readRun } = useActions();
  const [withCells, setWithCells] = useState(false);
  const [busy, setBusy] = useState(false);
  const save = async (form: "parquet" | "csv"): Promise<void> => {
    setBusy(true);
    try {
      const { tableOf } = await import("./valueTables");
      downloadBlob(`runs.${form}`, await tableOf(form, entries, readRun, withCells));
    } finally {
      setBusy(false);
    }
  };
  const nothing = entries.length === 0 && !withCells;
  return (
    <div className={styles.actions}>
      <p className={`${styles.whole} small`}>{strings.library.values(entries.length)}</p>
      {(["parquet", "csv"] as const).map((form) => (
        <button
          key={form}
          type="button"
          className={SMALL}
          title={strings.library.valuesHelp}
          disabled={busy || nothing}
          onClick={() => void save(form)}
        >
          {strings.library.tables[form]}
        </button>
      ))}
      <label className={styles.check}>
        <input type="checkbox" checked={withCells} onChange={(event) => setWithCells(event.target.checked)} />
        {strings.library.withCells}
      </label>
    </div>
  );
}

function Files() {
  const library = useLab((state) => state.library);
  const { exportRuns, importFile } = useActions();
  const takeIn = async ([file]: readonly File[]): Promise<void> => {
    if (file !== undefined) await importFile(file);
  };
  const handOutAll = async (): Promise<void> =>
    offer("forklab-runs.zip", await exportRuns(library.map((run) => run.id)));
  return (
    <div className={styles.actions}>
      <button type="button" className={SMALL} disabled={library.length === 0} onClick={() => void handOutAll()}>
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
