import { useState } from "react";
import { copyText } from "../../client/handOut";
import { lessonLink } from "../../store/lessonLink";
import controls from "../common/controls.module.css";
import { lessonWords } from "../words/lessonWords";

/** The address of a step, to be handed on. */
export function CopyStepLink({ id, step }: { readonly id: string; readonly step: number }) {
  const [copied, setCopied] = useState<boolean>();
  const address = `${location.href.replace(/#.*$/, "")}#${lessonLink({ id, step })}`;
  return (
    <span>
      <button
        type="button"
        className={controls.link}
        onClick={() => void copyText(address).then((done) => setCopied(done))}
      >
        {lessonWords.copy}
      </button>
      <span role="status"> {copied === true ? lessonWords.copied : copied === false ? address : ""}</span>
    </span>
  );
}
