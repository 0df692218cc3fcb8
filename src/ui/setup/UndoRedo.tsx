import { networksOf } from "../../experiment/networks";
import type { SetUp } from "../../store/setUp";
import { setUpChange } from "../../store/setUpChange";
import { Icon } from "../common/Icon";
import { useActions, useLab } from "../common/labContext";
import controls from "../common/controls.module.css";
import styles from "./Setup.module.css";
import { changeText, undoWords } from "../words/undoWords";

/** The way back and forth through the edits, each named by what it would take back. */
export function UndoRedo() {
  const now = useSetUp();
  const previous = useLab((state) => state.past.at(-1));
  const next = useLab((state) => state.future[0]);
  const { undo, redo } = useActions();
  const undoName = previous === undefined ? undoWords.nothingToUndo : undoWords.undo(textOf(previous, now));
  const redoName = next === undefined ? undoWords.nothingToRedo : undoWords.redo(textOf(now, next));
  const className = `${controls.button} ${controls.quiet} ${controls.small} ${controls.icon}`;
  return (
    <span className={styles.undo}>
      <button
        type="button"
        className={className}
        aria-label={undoName}
        title={undoName}
        disabled={previous === undefined}
        onClick={undo}
      >
        <Icon name="undo" />
      </button>
      <button
        type="button"
        className={className}
        aria-label={redoName}
        title={redoName}
        disabled={next === undefined}
        onClick={redo}
      >
        <Icon name="redo" />
      </button>
    </span>
  );
}

function useSetUp(): SetUp {
  const experiment = useLab((state) => state.experiment);
  const locked = useLab((state) => state.locked);
  const seeds = useLab((state) => state.seeds);
  return { experiment, locked, seeds };
}

/** Places are named in the trunk where they were. */
function textOf(before: SetUp, after: SetUp): string {
  return changeText(setUpChange(before, after), networksOf(before.experiment).trunk);
}
