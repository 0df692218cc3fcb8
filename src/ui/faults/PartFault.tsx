import { useContext, useState } from "react";
import { copyText } from "../../client/handOut";
import { LabContext } from "../common/labContext";
import controls from "../common/controls.module.css";
import styles from "./Faults.module.css";
import { faultWords } from "../words/faultWords";
import { fetchStylesAgain } from "./lostStyles";
import { MissingPart } from "./missingPart";
import { dismissPageFault } from "./pageFaults";
import { isUnderWay, reloadAfterRun } from "./reloadAfterRun";
import { tryAgain } from "./tries";

interface PartFaultProps {
  /** Which part of the page, as a sentence begins with it; undefined when nobody knows. */
  readonly part: string | undefined;
  readonly error: unknown;
  /** Stands in a notice, which interrupts a screen reader by itself. */
  readonly inNotice?: boolean;
}

/** Says what failed, in its place, and offers the ways on. */
export function PartFault({ part, error, inNotice = false }: PartFaultProps) {
  const missing = error instanceof MissingPart;
  const whole = useContext(LabContext) === null;
  const what = part === undefined ? (missing ? faultWords.parts : faultWords.unexpected) : faultWords.part(part);
  return (
    <div className={inNotice ? styles.said : styles.fault} {...(inNotice ? {} : { role: "alert" })}>
      <p>
        <b>{what}</b> {missing ? faultWords.missing : messageOf(error)} {faultWords.goesOn}
      </p>
      <div className={styles.ways}>
        <button type="button" className={`${controls.button} ${controls.small}`} onClick={goOn}>
          {faultWords.tryAgain}
        </button>
        {(missing || whole) && <Reload />}
        {!missing && <Report text={reportOf(part, error)} />}
      </div>
    </div>
  );
}

function goOn(): void {
  dismissPageFault();
  fetchStylesAgain();
  tryAgain();
}

/** What went away with an update comes back with a new page, for which no run should have to end. */
function Reload() {
  const lab = useContext(LabContext);
  const [asked, setAsked] = useState(false);
  const running = lab !== null && isUnderWay(lab.store.getState());
  return (
    <button
      type="button"
      className={`${controls.button} ${controls.small}`}
      disabled={asked}
      onClick={() => {
        setAsked(true);
        reloadAfterRun(lab?.store, () => location.reload());
      }}
    >
      {asked ? faultWords.reloading : running ? faultWords.reloadLater : faultWords.reload}
    </button>
  );
}

function Report({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState<boolean>();
  return (
    <>
      <button
        type="button"
        className={`${controls.button} ${controls.quiet} ${controls.small}`}
        onClick={() => void copyText(text).then(setCopied)}
      >
        {copied === true ? faultWords.copied : faultWords.report}
      </button>
      {copied === false && (
        <textarea className={styles.report} readOnly aria-label={faultWords.reportLabel} value={text} rows={4} />
      )}
    </>
  );
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What whoever mends it needs: where, what, with which set-up, in which browser. */
function reportOf(part: string | undefined, error: unknown): string {
  const trace = error instanceof Error ? (error.stack ?? "") : "";
  const lines = [part ?? faultWords.names.page, messageOf(error), location.href, navigator.userAgent, trace];
  return `Forklab: ${lines.filter((line) => line !== "").join("\n")}`;
}
