import { useState } from "react";
import { downloadBlob } from "../../client/handOut";
import { encodeLink } from "../../experiment/link/encode";
import { issuesOf } from "../../experiment/networks";
import { useLab } from "../common/labContext";
import controls from "../common/controls.module.css";
import { shareStrings } from "../words/shareStrings";
import styles from "./ShareDialog.module.css";

/** The experiment on the page as a PyTorch project, to be downloaded. */
export function CodeButton() {
  const experiment = useLab((state) => state.experiment);
  const [busy, setBusy] = useState(false);
  const blocked = issuesOf(experiment).some(({ blocking }) => blocking);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const { projectZip } = await import("../../torch/projectZip");
      const zip = projectZip(experiment, encodeLink(experiment));
      downloadBlob(`forklab-torch-seed-${experiment.seed}.zip`, new Blob([zip], { type: "application/zip" }));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.embed}>
      <button
        type="button"
        className={`${controls.button} ${controls.small}`}
        disabled={blocked || busy}
        onClick={() => void save()}
      >
        {shareStrings.code}
      </button>
      <span className="muted small">{blocked ? shareStrings.codeBlocked : shareStrings.codeHolds}</span>
    </div>
  );
}
