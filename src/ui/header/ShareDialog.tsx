import { useId, useState } from "react";
import { copyText, downloadBlob } from "../../client/handOut";
import { formatClaim, MAX_NOTE, type Claim } from "../../experiment/link/claim";
import { encodeLink } from "../../experiment/link/encode";
import { armTitle } from "../../experiment/network";
import { claimOf } from "../../record/claimOf";
import type { LabState } from "../../store/labState";
import { viewText } from "../../store/linkView";
import { useActions, useLab, useRecord } from "../common/labContext";
import { Dialog } from "../common/Dialog";
import { shareStrings } from "../words/shareStrings";
import controls from "../common/controls.module.css";
import { CodeButton } from "./CodeButton";
import { CompareLink } from "./CompareLink";
import { EmbedCode } from "./EmbedCode";
import { QrDrawing } from "./QrDrawing";
import { shareCard } from "./shareCard";
import { shareMarkdown } from "./shareResults";
import { ShareParts, type SharePart } from "./ShareParts";
import styles from "./ShareDialog.module.css";

/** Longer links are cut by some chat programs. */
const COMFORTABLE = 2000;

/** The link of the experiment on the page, with as much of its results as the sender likes, in every form to hand on. */
export function ShareDialog() {
  const id = useId();
  const experiment = useLab((state) => state.experiment);
  const extras = useLab((state) => state.linkExtras);
  const record = useRecord();
  const plays = useLab(({ record: own, recording }) => own === undefined && recording?.phase === "running");
  const { closeDialog, endRecording, openDialog } = useActions();
  const [parts, setParts] = useState<readonly SharePart[]>(["finals"]);
  const [withView, setWithView] = useState(false);
  const [note, setNote] = useState("");
  const [said, setSaid] = useState("");
  /** What could not be copied and is to be selected instead. */
  const [byHand, setByHand] = useState("");
  const [qr, setQr] = useState(false);
  const kept = useLab(({ record: own, recordingSource }) => own === undefined && recordingSource === "sweep");
  // What a sweep keeps of a run goes out with the sweep.
  const results = record?.phase === "completed" && !kept ? claimOf(record) : undefined;
  const seen = useLab(viewLine);
  const texts = formatClaim(chosen(results, parts, note));
  const page = location.href.replace(/[#?].*$/, "");
  const hash = encodeLink(experiment, withView && seen !== "" ? [...extras, seen] : extras, texts);
  const link = `${page}#${hash}`;
  const title = experiment.arms.map(armTitle).join(", ");
  const copy = async (text: string, done: string): Promise<void> => {
    const copied = await copyText(text);
    setSaid(copied ? done : shareStrings.copyByHand);
    setByHand(copied || text === link ? "" : text);
  };
  const draw = async (): Promise<void> => {
    const picture = record && (await shareCard(record, link));
    if (picture !== undefined) downloadBlob("forklab.png", picture);
  };
  const small = `${controls.button} ${controls.small}`;
  return (
    <Dialog title={shareStrings.title} onClose={closeDialog}>
      <div className={styles.row}>
        <label className="sr" htmlFor={id}>
          {shareStrings.link}
        </label>
        <textarea
          id={id}
          className={`${styles.link} mono`}
          readOnly
          rows={3}
          value={link}
          onFocus={(event) => event.target.select()}
        />
        <button
          type="button"
          className={`${controls.button} ${controls.primary}`}
          onClick={() => void copy(link, shareStrings.copied)}
        >
          {shareStrings.copy}
        </button>
      </div>
      <p className="small">
        <b className="num">{shareStrings.length(link.length)}</b>:{" "}
        {link.length <= COMFORTABLE ? shareStrings.fits : shareStrings.tooLong}
      </p>
      <ShareParts
        {...{ results, parts, note }}
        view={seen}
        withView={withView}
        {...(plays && { onWhole: endRecording })}
        onView={setWithView}
        onParts={setParts}
        onNote={setNote}
      />
      <div className={styles.actions}>
        <button
          type="button"
          className={small}
          onClick={() => void copy(shareMarkdown(title, link, record), shareStrings.markdownCopied)}
        >
          {shareStrings.markdown}
        </button>
        <button type="button" className={small} aria-pressed={qr} onClick={() => setQr(!qr)}>
          {shareStrings.qr}
        </button>
        <button type="button" className={small} disabled={record === undefined} onClick={() => void draw()}>
          {shareStrings.picture}
        </button>
      </div>
      <button
        type="button"
        className={`${controls.link} ${styles.handout ?? ""}`}
        onClick={() => openDialog({ kind: "handout" })}
      >
        {shareStrings.handout}
      </button>
      {qr && <QrDrawing link={link} />}
      <EmbedCode page={page} link={hash} onCopy={(text, done) => void copy(text, done)} />
      <CodeButton />
      <p className="small" role="status">
        {said}
      </p>
      {byHand !== "" && (
        <textarea
          className={`${styles.link} mono`}
          readOnly
          rows={4}
          aria-label={shareStrings.byHand}
          value={byHand}
          onFocus={(event) => event.target.select()}
        />
      )}
      <CompareLink />
      <p className="muted small">{shareStrings.contents}</p>
    </Dialog>
  );
}

/** A string, so that the dialog is drawn anew only when it changed. */
const viewLine = (state: LabState): string => viewText(state)[0] ?? "";

/** The parts of the results that go along; the version of the arithmetic goes with any of them, and what makes them exact. */
function chosen(results: Claim | undefined, parts: readonly SharePart[], note: string): Claim {
  const words = note.trim() === "" ? {} : { note: note.slice(0, MAX_NOTE) };
  if (results === undefined || !parts.some((part) => part !== "hardware")) return words;
  const own = parts.flatMap((part) => (results[part] === undefined ? [] : [[part, results[part]] as const]));
  const { engine, exact } = results;
  return {
    ...(engine === undefined ? {} : { engine }),
    ...Object.fromEntries(own),
    ...words,
    ...(exact === undefined ? {} : { exact }),
  };
}
