import { encodeLink } from "../../experiment/link/encode";
import { useActions, useLab } from "../common/labContext";
import { controlWords } from "../words/controlWords";
import controls from "../common/controls.module.css";
import { Notice } from "../common/Notice";

/** After an edit: where the run went that it ended. After the way back: that the run of this setup is still there. */
export function KeptRun() {
  const keptRun = useLab((state) => state.keptRun);
  const running = useLab((state) => state.record !== undefined);
  const earlier = useLab((state) => state.earlier);
  const experiment = useLab((state) => state.experiment);
  const library = useLab((state) => state.library);
  const { dismissKeptRun, openRun } = useActions();
  if (keptRun === undefined || running) return null;
  const link = encodeLink(experiment);
  const same = earlier.find((record) => encodeLink(record.experiment) === link);
  const run = same?.run ?? keptRun;
  const number = library.find(({ id }) => id === run)?.number;
  if (number === undefined) return null;
  return (
    <Notice tone="plain" onDismiss={dismissKeptRun}>
      <p>{same === undefined ? controlWords.kept(number) : controlWords.sameSetUp(number)}</p>
      <button type="button" className={`${controls.button} ${controls.small}`} onClick={() => void openRun(run)}>
        {controlWords.openIt}
      </button>
    </Notice>
  );
}
