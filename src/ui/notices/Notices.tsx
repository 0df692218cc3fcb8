import { Suspense, type ReactNode } from "react";
import { createPortal } from "react-dom";
import { mendOf, type Mend } from "../../experiment/mend";
import { issuesOf, mendsOf } from "../../experiment/networks";
import type { WireError } from "../../protocol/event";
import type { LabState } from "../../store/labState";
import { useDialogSlot } from "../common/dialogSlot";
import { useActions, useLab, useOwnRecord, useRecord } from "../common/labContext";
import { issueText, mendText } from "../words/issueWords";
import { engineReason, errorText } from "../words/reasonWords";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { KeptRun } from "./KeptRun";
import { Notice } from "../common/Notice";
import styles from "../common/Notice.module.css";
import { faultWords } from "../words/faultWords";
import { late } from "../faults/late";
import { dismissPageFault, usePageFault } from "../faults/pageFaults";
import { PartFault } from "../faults/PartFault";

const LibraryMessages = late(
  faultWords.names.notice,
  async () => (await import("../library/LibraryMessages")).LibraryMessages,
);
const ClaimNotice = late(faultWords.names.notice, async () => (await import("./ClaimNotice")).ClaimNotice);
const LinkIssues = late(faultWords.names.notice, async () => (await import("./LinkIssues")).LinkIssues);
const WentBack = late(faultWords.names.notice, async () => (await import("./WentBack")).WentBack);
const RecordingNotice = late(faultWords.names.notice, async () => (await import("./RecordingNotice")).RecordingNotice);
const SweepLeft = late(faultWords.names.notice, async () => (await import("./earlierVisit")).SweepLeft);
const NewVersion = late(faultWords.names.notice, async () => (await import("./earlierVisit")).NewVersion);
const Silent = late(faultWords.names.notice, async () => (await import("./Silent")).Silent);
const Diverged = late(faultWords.names.notice, async () => (await import("./Diverged")).Diverged);

/** What the visitor must know before anything else: faults, what a link brought, why the fallback runs. */
export function Notices() {
  const claimed = useLab((state) => state.linkClaim !== undefined);
  const linked = useLab(({ linkIssues, linkMended }) => linkIssues.length > 0 || linkMended !== undefined);
  const told = useLab(hasLibraryMessage);
  const recorded = useLab((state) => state.record === undefined && state.recording !== undefined);
  const left = useLab((state) => state.sweepLeft);
  const newer = useLab((state) => state.takeNewVersion !== undefined);
  const due = useLab((state) => state.record === undefined && state.recordingDue);
  const restarted = useRecord()?.restart !== undefined;
  const silent = useLab((state) => state.silentSeconds !== undefined && !state.waitsForGpu);
  const diverged = useRecord()?.divergence !== undefined;
  return (
    <div className={styles.stack}>
      <OfPage />
      <Fault />
      <Late when={linked}>
        <LinkIssues />
      </Late>
      <Late when={claimed}>
        <ClaimNotice />
      </Late>
      {(recorded || due) && (
        // As high as what will be said, so that nothing below moves when it comes.
        <div className={styles.recording}>
          <Late when={recorded}>
            <RecordingNotice />
          </Late>
        </div>
      )}
      <Late when={told}>
        <LibraryMessages />
      </Late>
      <Late when={left}>
        <SweepLeft />
      </Late>
      <Late when={newer}>
        <NewVersion />
      </Late>
      <Late when={silent}>
        <Silent />
      </Late>
      <Blocked />
      <Lasting />
      <Fallback />
      <Late when={diverged}>
        <Diverged />
      </Late>
      <Late when={restarted}>
        <WentBack />
      </Late>
      <KeptRun />
    </div>
  );
}

/** A notice that few visits need is loaded with its occasion. */
function Late({ when, children }: { readonly when: boolean; readonly children: ReactNode }) {
  return when ? <Suspense>{children}</Suspense> : null;
}

const hasLibraryMessage = ({ libraryFault, offered, deleted, libraryNote }: LabState): boolean =>
  [libraryFault, offered, deleted, libraryNote].some((one) => one !== undefined);

/** What failed on the page itself and has no place of its own there; told in the dialog that stands before the page. */
function OfPage() {
  const fault = usePageFault();
  const slot = useDialogSlot();
  if (fault === undefined) return null;
  const notice = (
    <Notice tone="bad" onDismiss={dismissPageFault}>
      <PartFault inNotice part={fault.part} error={fault.error} />
    </Notice>
  );
  return slot === undefined ? notice : createPortal(notice, slot);
}

/** What an arm computes on is a device to the trainer, but no graphics card to a visitor. */
function isGpuLoss({ code, fault }: WireError): boolean {
  return code === "device-lost" && fault?.code !== "armWorkerStopped" && fault?.code !== "armWorkerNotLoaded";
}

/** Nothing is wrong with training where only weights are missing or do not fit. */
function titleOf({ fault }: WireError): string {
  const { faultTitle, weightsMissing, weightsOther } = strings.notice;
  if (fault?.code === "noStart" || fault?.code === "noTeacher") return weightsMissing;
  return fault?.code === "otherStart" ? weightsOther : faultTitle;
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
        <b>{ran ? strings.notice.failedTitle(record.step) : titleOf(error)}</b>{" "}
        {isGpuLoss(error) && strings.notice.deviceLost} {errorText(error)}
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

function Blocked() {
  const experiment = useLab((state) => state.experiment);
  const issues = issuesOf(experiment).filter(({ blocking }) => blocking);
  if (issues.length === 0) return null;
  return (
    <Notice tone="bad">
      <p>
        <b>{strings.notice.cannotRun}</b> {issues.map((issue) => issueText(issue, experiment)).join("; ")}
      </p>
      {mendsOf(experiment).map((mend) => (
        <MendButton key={mendText(mend, experiment)} mend={mend} />
      ))}
    </Notice>
  );
}

function MendButton({ mend }: { readonly mend: Mend }) {
  const experiment = useLab((state) => state.experiment);
  const { applyMend } = useActions();
  return (
    <button type="button" className={`${controls.button} ${controls.small}`} onClick={() => applyMend(mend)}>
      {mendText(mend, experiment)}
    </button>
  );
}

/** What a set-up makes of its curves, from the set-up on to the end of the run. */
function Lasting() {
  const experiment = useLab((state) => state.experiment);
  const issues = issuesOf(experiment).filter(({ lasting }) => lasting === true);
  return issues.map((issue) => {
    const mend = issue.right === undefined ? undefined : mendOf(experiment, issue);
    return (
      <Notice key={issue.path} tone="warn">
        <p>{issueText(issue, experiment)}</p>
        {mend && <MendButton mend={mend} />}
      </Notice>
    );
  });
}

function Fallback() {
  const machine = useLab((state) => state.machine);
  const engine = useOwnRecord()?.engine ?? machine?.engine;
  const dismissed = useLab((state) => state.dismissedFallback);
  const { dismissFallback } = useActions();
  const reason = engine && engineReason(engine);
  if (engine === undefined || reason === undefined || dismissed) return null;
  return (
    <Notice tone="warn" onDismiss={dismissFallback}>
      <p>{strings.engine.fallback[engine.engine](reason)}</p>
    </Notice>
  );
}
