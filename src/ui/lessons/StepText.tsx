import type { LessonStep } from "../../lessons/lesson";
import { piecesOf } from "../../lessons/markup";
import { Term } from "../common/Term";
import { useLab, useLabParts } from "../common/labContext";
import type { GlossaryId } from "../words/glossary";
import styles from "./Lessons.module.css";
import { doOrUndo, stands } from "./stepLab";

/** A paragraph: its words explain themselves, or set the lab. */
export function StepText({ text, step }: { readonly text: string; readonly step: LessonStep }) {
  return (
    <p>
      {piecesOf(text).map((piece, index) => {
        switch (piece.kind) {
          case "plain":
            return piece.text;
          case "strong":
            return <b key={index}>{piece.text}</b>;
          case "term":
            return (
              <Term key={index} id={piece.id as GlossaryId} after={piece.mark}>
                {piece.text}
              </Term>
            );
          case "do":
            return <DeedWords key={index} id={piece.id} text={piece.text} step={step} />;
          default:
            return piece satisfies never;
        }
      })}
    </p>
  );
}

interface DeedProps {
  readonly id: string;
  readonly text: string;
  readonly step: LessonStep;
}

/** Words that set the lab, pressed while it stands so; pressed again they take it back. */
function DeedWords({ id, text, step }: DeedProps) {
  const { store } = useLabParts();
  const deed = step.deeds?.[id];
  const pressed = useLab((state) => deed !== undefined && stands(deed, step, state.experiment, state));
  if (deed === undefined) return text;
  return (
    <button type="button" className={styles.deed} aria-pressed={pressed} onClick={() => doOrUndo(store, deed, step)}>
      {text}
    </button>
  );
}
