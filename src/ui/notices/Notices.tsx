import { issuesOf } from "../../runs/networks";
import { useActions, useLab, useOwnRecord, useRecord } from "../common/labContext";
import { strings } from "../strings";
import controls from "../common/controls.module.css";
import { LibraryMessages } from "../runs/LibraryMessages";
import { ClaimNotice } from "./ClaimNotice";
import { Diverged } from "./Diverged";
import { KeptRun } from "./KeptRun";
import { Notice } from "./Notice";
import { WentBack } from "./WentBack";
import { RecordingNotice } from "./RecordingNotice";
import styles from "./Notices.module.css";

/** What the visitor must know before anything else: faults, what a link brought, why the fallback runs. */
export function Notices() {
  return (
    <div className={styles.stack}>
      <Fault />
      <LinkIssues />
      <ClaimNotice />
      <RecordingNotice />
      <LibraryMessages />
      <Blocked />
      <Fallback />
      <Diverged />
      <WentBack />
      <KeptRun />
    </div>
  );
}

function Fault() {
  const fault = useLab((state) => state.fault);
  const record = useRecord();
  const { dismissFault, probeMachine } = useActions();
  const error = fault ?? (record?.phase === "failed" ? record.error : undefined);
  if (error === undefined) return null;
  const ran = record?.phase === "failed" && record.step > 0;
  return (
    <Notice tone="bad" {...(fault === undefined ? {} : { onDismiss: dismissFault })}>
      <p>
        <b>{ran ? strings.notice.failedTitle(record.step) : strings.notice.faultTitle}</b>{" "}
        {error.code === "device-lost" && strings.notice.deviceLost} {error.message}
      </p>
      {fault !== undefined && (
        <button
          type="button"
          className={`${controls.button} ${controls.small}`}
          onClick={() => {
            dismissFault();
            probeMachine();
          }}
        >
          {strings.notice.tryAgain}
        </button>
      )}
    </Notice>
  );
}

function LinkIssues() {
  const issues = useLab((state) => state.linkIssues);
  const { dismissLinkIssues } = useActions();
  if (issues.length === 0) return null;
  return (
    <Notice tone="warn" onDismiss={dismissLinkIssues}>
      <p>
        <b>{strings.notice.link}</b>
      </p>
      <ul className={styles.list}>
        {issues.map(({ path, message }) => (
          <li key={`${path}/${message}`}>{message.startsWith(path) ? message : `${path}: ${message}`}</li>
        ))}
      </ul>
    </Notice>
  );
}

function Blocked() {
  const experiment = useLab((state) => state.experiment);
  const issues = issuesOf(experiment).filter(({ blocking }) => blocking);
  if (issues.length === 0) return null;
  return (
    <Notice tone="bad">
      <p>
        <b>{strings.notice.cannotRun}</b> {issues.map(({ path, message }) => `${path}: ${message}`).join("; ")}
      </p>
    </Notice>
  );
}

function Fallback() {
  const machine = useLab((state) => state.machine);
  const engine = useOwnRecord()?.engine ?? machine?.engine;
  const dismissed = useLab((state) => state.dismissedFallback);
  const { dismissFallback } = useActions();
  if (engine?.reason === undefined || dismissed) return null;
  return (
    <Notice tone="warn" onDismiss={dismissFallback}>
      <p>{strings.engine.fallback(engine.reason)}</p>
    </Notice>
  );
}
