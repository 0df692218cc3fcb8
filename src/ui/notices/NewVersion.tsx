import { useActions, useLab, useLabParts } from "../common/labContext";
import { isUnderWay, reloadAfterRun } from "../faults/reloadAfterRun";
import controls from "../common/controls.module.css";
import { Notice } from "../common/Notice";
import { versionWords } from "../words/versionWords";

/** Offers a newer version of the page; nothing changes before the visitor takes it. */
export function NewVersion() {
  const take = useLab((state) => state.takeNewVersion);
  const running = useLab(isUnderWay);
  const { store } = useLabParts();
  const { noteNewVersion } = useActions();
  const agree = (): void => {
    noteNewVersion(undefined);
    if (take !== undefined) reloadAfterRun(store, take);
  };
  return (
    <Notice tone="plain" onDismiss={() => noteNewVersion(undefined)}>
      <p>
        {versionWords.there} {running && versionWords.running}
      </p>
      <button type="button" className={`${controls.button} ${controls.small}`} onClick={agree}>
        {running ? versionWords.takeLater : versionWords.take}
      </button>
    </Notice>
  );
}
