import { LESSON_LIST } from "../../store/lessonLink";
import { useActions, useLab } from "../common/labContext";
import { Dialog } from "../common/Dialog";
import { areKept } from "../setup/RunsList";
import { helpStrings } from "../words/helpStrings";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import styles from "./HelpDialog.module.css";

/** What the page is, and its keys. */
export function HelpDialog() {
  const shortcuts = useLab((state) => state.shortcuts);
  const kept = useLab(areKept);
  const { closeDialog, openDialog, openLesson, setShortcuts } = useActions();
  return (
    <Dialog title={helpStrings.title} onClose={closeDialog}>
      <p>{helpStrings.what}</p>
      <p>{helpStrings.how}</p>
      <p>
        {kept ? helpStrings.runs : helpStrings.runsHere} {helpStrings.share}
      </p>
      <div className={styles.doors}>
        <button type="button" className={controls.button} onClick={() => openLesson(LESSON_LIST)}>
          {strings.header.lessons}
        </button>
        <button type="button" className={controls.button} onClick={() => openDialog({ kind: "methods" })}>
          {strings.header.methodsHelp}
        </button>
        <button type="button" className={controls.button} onClick={() => openDialog({ kind: "sweep" })}>
          {strings.header.ablation}
        </button>
        <button type="button" className={controls.button} onClick={() => openDialog({ kind: "reference" })}>
          {strings.header.reference}
        </button>
      </div>
      <h3 className={styles.heading}>{helpStrings.keys}</h3>
      <label className={styles.toggle}>
        <input type="checkbox" checked={shortcuts} onChange={(event) => setShortcuts(event.target.checked)} />
        {helpStrings.singleKeys}
      </label>
      <dl className={styles.keys}>
        {helpStrings.list.map(([keys, text]) => (
          <div key={keys}>
            <dt>
              {keys.split(" ").map((key) => (
                <kbd key={key} className={controls.key}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
