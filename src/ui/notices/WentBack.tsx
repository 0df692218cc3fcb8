import { isOver } from "../../record/runRecord";
import { useRecord } from "../common/labContext";
import { wentBackText } from "../words/divergedWords";
import { Notice } from "../common/Notice";

/** While a run goes on from a diverged one: from where, or why it had to begin again. */
export function WentBack() {
  const record = useRecord();
  const text = record === undefined || isOver(record.phase) ? undefined : wentBackText(record);
  return text === undefined ? null : (
    <Notice tone="plain">
      <p>{text}</p>
    </Notice>
  );
}
