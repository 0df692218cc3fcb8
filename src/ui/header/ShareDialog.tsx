import { useId, useState } from "react";
import { copyText } from "../../client/handOut";
import { encodeLink } from "../../experiment/link/encode";
import { useActions, useLab } from "../common/labContext";
import { Dialog } from "../common/Dialog";
import { strings } from "../strings";
import controls from "../common/controls.module.css";
import styles from "./ShareDialog.module.css";

/** Longer links are cut by some chat programs. */
const COMFORTABLE = 2000;

/** The link of the experiment on the page, its length, and a button that copies it. */
export function ShareDialog() {
  const id = useId();
  const experiment = useLab((state) => state.experiment);
  const extras = useLab((state) => state.linkExtras);
  const { closeDialog } = useActions();
  const [said, setSaid] = useState("");
  const link = `${location.href.replace(/#.*$/, "")}#${encodeLink(experiment, extras)}`;
  const copy = async (): Promise<void> => {
    setSaid((await copyText(link)) ? strings.share.copied : strings.share.copyByHand);
  };
  return (
    <Dialog title={strings.share.title} onClose={closeDialog}>
      <div className={styles.row}>
        <label className="sr" htmlFor={id}>
          {strings.share.link}
        </label>
        <textarea
          id={id}
          className={`${styles.link} mono`}
          readOnly
          rows={3}
          value={link}
          onFocus={(event) => event.target.select()}
        />
        <button type="button" className={`${controls.button} ${controls.primary}`} onClick={() => void copy()}>
          {strings.share.copy}
        </button>
      </div>
      <p className="small">
        <b className="num">{strings.share.length(link.length)}</b>:{" "}
        {link.length <= COMFORTABLE ? strings.share.fits : strings.share.tooLong}
      </p>
      <p className="small" role="status">
        {said}
      </p>
      <p className="muted small">{strings.share.contents}</p>
    </Dialog>
  );
}
