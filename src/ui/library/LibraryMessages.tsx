import { offer } from "../../client/handOut";
import { entryTitle } from "../../record/libraryEntry";
import type { LibraryEntry } from "../../record/libraryEntrySchema";
import { useActions, useLab } from "../common/labContext";
import { Notice } from "../common/Notice";
import { mendedText } from "../words/linkWords";
import { noteText } from "../words/libraryWords";
import { faultText } from "../words/reasonWords";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import styles from "./Library.module.css";

/** What there is to know about kept runs: one that broke off, a deletion to take back, what a file brought, a full disk. */
export function LibraryMessages() {
  return (
    <>
      <MemoryOnly />
      <Offered />
      <Deleted />
      <Said />
    </>
  );
}

const nameOf = (entry: LibraryEntry): string => `#${entry.number} ${entryTitle(entry)}`;
const SMALL = `${controls.button} ${controls.small}`;

function MemoryOnly() {
  const fault = useLab((state) => state.libraryFault);
  const run = useLab((state) => state.record?.run);
  const { exportRuns } = useActions();
  if (fault === undefined) return null;
  const download = async (id: string): Promise<void> => offer(`forklab-${id}.forklab.zip`, await exportRuns([id]));
  return (
    <Notice tone="warn">
      <p>{strings.library.memoryOnly(faultText(fault))}</p>
      {run !== undefined && (
        <button type="button" className={SMALL} onClick={() => void download(run)}>
          {strings.library.download}
        </button>
      )}
    </Notice>
  );
}

function Offered() {
  const entry = useLab((state) => state.offered);
  const busy = useLab((state) => state.record !== undefined);
  const { closeDialog, continueRun, dismissOffered } = useActions();
  if (entry === undefined || busy) return null;
  const from = entry.snapshotStep;
  return (
    <Notice tone="plain" onDismiss={dismissOffered}>
      <p>{strings.library.offered(nameOf(entry))}</p>
      <button type="button" className={SMALL} onClick={() => void continueRun(entry.id).then(closeDialog)}>
        {from === undefined ? strings.library.startAgain : strings.library.continueFrom(from)}
      </button>
    </Notice>
  );
}

function Deleted() {
  const deleted = useLab((state) => state.deleted);
  const { undoDelete } = useActions();
  if (deleted === undefined) return null;
  return (
    <Notice tone="plain">
      <p className={styles.said}>
        {strings.library.deleted(nameOf(deleted))}{" "}
        <button type="button" className={SMALL} onClick={() => void undoDelete()}>
          {strings.library.undo}
        </button>
      </p>
    </Notice>
  );
}

function Said() {
  const note = useLab((state) => state.libraryNote);
  const { dismissLibraryNote } = useActions();
  if (note === undefined) return null;
  const bad =
    note.kind === "badFile" ||
    note.kind === "notStored" ||
    note.kind === "unreadable" ||
    note.kind === "notExported" ||
    note.kind === "badLink" ||
    note.kind === "inUse";
  return (
    <Notice tone={bad ? "bad" : "plain"} onDismiss={dismissLibraryNote}>
      <p>{noteText(note)}</p>
      {note.kind === "armsAdded" && note.mended !== undefined && <p>{mendedText(note.mended)}</p>}
      {note.kind === "armsAdded" && note.differs.length > 0 && (
        <>
          <p>{strings.library.armsDiffer}</p>
          <ul className={styles.differs}>
            {note.differs.map((line) => (
              <li key={line} className="mono">
                {line}
              </li>
            ))}
          </ul>
        </>
      )}
    </Notice>
  );
}
