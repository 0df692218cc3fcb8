import { useActions, useLab } from "../common/labContext";
import controls from "../common/controls.module.css";
import { Notice } from "../common/Notice";
import { silentWords } from "../words/silentWords";

/** Says that the graphics device does not answer, and offers to go on without it. */
export function Silent() {
  const seconds = useLab((state) => state.silentSeconds) ?? 0;
  const step = useLab(({ library, record }) => library.find(({ id }) => id === record?.run)?.snapshotStep ?? 0);
  const { goOnWithoutGpu, waitForGpu } = useActions();
  const small = `${controls.button} ${controls.small}`;
  return (
    <Notice tone="warn">
      <p>
        <b>{silentWords.title(seconds)}</b> {silentWords.text} {step > 0 ? silentWords.from(step) : silentWords.anew}
      </p>
      <button type="button" className={small} onClick={waitForGpu}>
        {silentWords.wait}
      </button>
      <button type="button" className={small} onClick={goOnWithoutGpu}>
        {silentWords.goOn}
      </button>
    </Notice>
  );
}
