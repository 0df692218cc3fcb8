import { useState } from "react";
import { copyText } from "../../client/handOut";
import { lessonLink } from "../../store/lessonLink";
import { useLab } from "../common/labContext";
import controls from "../common/controls.module.css";
import { lessonWords } from "../words/lessonWords";
import { HIDEABLE, linkPartsOf, linkTextOf } from "./linkParts";
import styles from "./Lessons.module.css";

/** The address of a step, to be handed on: with as much of the page, and as free, as its reader shall have. */
export function CopyStepLink({ id, step }: { readonly id: string; readonly step: number }) {
  const place = useLab((state) => state.lesson);
  const [copied, setCopied] = useState<boolean>();
  const [parts, setParts] = useState(() => linkPartsOf(place ?? {}));
  const change = (next: Partial<typeof parts>): void => {
    setParts({ ...parts, ...next });
    setCopied(undefined);
  };
  const address = `${location.href.replace(/#.*$/, "")}#${lessonLink({ id, step, ...linkTextOf(parts) })}`;
  const check = (label: string, checked: boolean, onChange: (on: boolean) => void) => (
    <label key={label}>
      <input type="checkbox" checked={checked} onChange={({ target }) => onChange(target.checked)} />
      {label}
    </label>
  );
  return (
    <span className={styles.copy}>
      <button
        type="button"
        className={controls.link}
        onClick={() => void copyText(address).then((done) => setCopied(done))}
      >
        {lessonWords.copy}
      </button>
      <span role="status"> {copied === true ? lessonWords.copied : copied === false ? address : ""}</span>
      <details>
        <summary>{lessonWords.forClass}</summary>
        <fieldset>
          <legend>{lessonWords.hide}</legend>
          {HIDEABLE.map((part) =>
            check(lessonWords.parts[part], parts.hidden.includes(part), (on) =>
              change({ hidden: HIDEABLE.filter((each) => (each === part ? on : parts.hidden.includes(each))) }),
            ),
          )}
        </fieldset>
        {check(lessonWords.hold, parts.held, (held) => change({ held }))}
      </details>
    </span>
  );
}
