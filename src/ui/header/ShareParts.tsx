import { useId } from "react";
import { formatClaim, MAX_NOTE, type Claim } from "../../experiment/link/claim";
import { shareStrings } from "../words/shareStrings";
import controls from "../common/controls.module.css";
import styles from "./ShareDialog.module.css";

/** Which parts of a run's results go along. */
export type SharePart = "finals" | "curves" | "map" | "hardware";

const PARTS: readonly { readonly part: SharePart; readonly label: string }[] = [
  { part: "finals", label: shareStrings.finals },
  { part: "curves", label: shareStrings.curves },
  { part: "map", label: shareStrings.map },
  { part: "hardware", label: shareStrings.hardware },
];

interface SharePartsProps {
  /** Of the finished run; undefined before. */
  readonly results: Claim | undefined;
  readonly parts: readonly SharePart[];
  readonly note: string;
  /** How the page is looked at, as link text; empty as a first visit finds it. */
  readonly view: string;
  readonly withView: boolean;
  /** Shows a recording that is playing to its end; absent where none is. */
  readonly onWhole?: () => void;
  readonly onView: (on: boolean) => void;
  readonly onParts: (parts: readonly SharePart[]) => void;
  readonly onNote: (note: string) => void;
}

/** What goes into the link, each with the characters that it costs. */
export function ShareParts({
  results,
  parts,
  note,
  view,
  withView,
  onView,
  onParts,
  onNote,
  ...also
}: SharePartsProps) {
  const id = useId();
  return (
    <fieldset className={styles.parts}>
      <legend>{shareStrings.carries}</legend>
      <label>
        <input type="checkbox" checked disabled />
        <span>{shareStrings.settings}</span>
        <span className="muted num">{shareStrings.always}</span>
      </label>
      {PARTS.map(({ part, label }) => (
        <label key={part}>
          <input
            type="checkbox"
            disabled={results?.[part] === undefined}
            checked={results?.[part] !== undefined && parts.includes(part)}
            onChange={(event) =>
              onParts(event.target.checked ? [...parts, part] : parts.filter((other) => other !== part))
            }
          />
          <span>{label}</span>
          <span className="muted num">
            {results?.[part] !== undefined && shareStrings.plus(length({ [part]: results[part] }))}
          </span>
        </label>
      ))}
      <label>
        <input
          type="checkbox"
          disabled={view === ""}
          checked={withView && view !== ""}
          onChange={(event) => onView(event.target.checked)}
        />
        <span>{shareStrings.view}</span>
        <span className="muted num">{view !== "" && shareStrings.plus(view.length + 1)}</span>
      </label>
      {results === undefined && (
        <p className="small muted">
          {also.onWhole === undefined ? (
            shareStrings.noResults
          ) : (
            <>
              {shareStrings.playing}{" "}
              <button type="button" className={controls.link} onClick={also.onWhole}>
                {shareStrings.toTheEnd}
              </button>
            </>
          )}
        </p>
      )}
      <div className={styles.note}>
        <label htmlFor={id}>{shareStrings.note}</label>
        <textarea
          id={id}
          className={`${controls.control} ${controls.boxed}`}
          rows={2}
          maxLength={MAX_NOTE}
          value={note}
          onChange={(event) => onNote(event.target.value)}
        />
        <span className="muted small num">{shareStrings.noteLimit(MAX_NOTE - note.length)}</span>
      </div>
    </fieldset>
  );
}

/** Characters with the `&` before each part. */
function length(claim: Claim): number {
  return formatClaim(claim).reduce((sum, text) => sum + text.length + 1, 0);
}
