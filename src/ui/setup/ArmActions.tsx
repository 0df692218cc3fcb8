import { MAX_ARMS } from "../../experiment/experiment";
import { armStyle } from "../common/armStyle";
import { useActions, useLab } from "../common/labContext";
import controls from "../common/controls.module.css";
import { armWords } from "../words/armWords";
import styles from "./Setup.module.css";

/** What one does with an arm as a whole: look at it alone, lock it, copy it, take it out. */
export function ArmActions({ index }: { readonly index: number }) {
  const count = useLab((state) => state.experiment.arms.length);
  const locked = useLab((state) => state.locked[index] === true);
  const alone = useLab((state) => state.soloArm === index);
  const { solo, lockArm, duplicateArm, removeArm } = useActions();
  const { letter } = armStyle(index);
  const className = `${controls.button} ${controls.quiet} ${controls.small}`;
  return (
    <div className={styles.armActions} role="group" aria-label={armWords.actions(letter)}>
      {count > 1 && (
        <button
          type="button"
          className={className}
          aria-pressed={alone}
          aria-label={armWords.soloName(letter)}
          title={armWords.soloHelp(String(index + 1))}
          onClick={() => solo(alone ? undefined : index)}
        >
          {armWords.solo}
        </button>
      )}
      <button
        type="button"
        className={className}
        aria-pressed={locked}
        aria-label={armWords.lockName(letter)}
        title={armWords.lockHelp}
        onClick={() => lockArm(index, !locked)}
      >
        {armWords.lock}
      </button>
      <button
        type="button"
        className={className}
        aria-label={armWords.duplicateName(letter)}
        title={count >= MAX_ARMS ? armWords.full : undefined}
        disabled={count >= MAX_ARMS}
        onClick={() => duplicateArm(index)}
      >
        {armWords.duplicate}
      </button>
      <button
        type="button"
        className={className}
        aria-label={armWords.removeName(letter)}
        title={locked ? armWords.lockedHelp : count <= 1 ? armWords.last : undefined}
        disabled={locked || count <= 1}
        onClick={() => removeArm(index)}
      >
        {armWords.remove}
      </button>
    </div>
  );
}
