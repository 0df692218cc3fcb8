import { useId } from "react";
import type { Choice } from "../../lessons/lesson";
import type { RunRecord } from "../../record/runRecord";
import { lessonWords } from "../words/lessonWords";
import styles from "./Lessons.module.css";
import type { Guess } from "./progress";

interface ChoiceProps {
  readonly ask: Choice;
  readonly guess: Guess | undefined;
  /** The finished run, once it may be looked at. */
  readonly record: RunRecord | undefined;
  readonly onGuess: (option: string) => void;
}

/** A question with a few answers, of which the run picks the right one. */
export function ChoiceQuestion({ ask, guess, record, onGuess }: ChoiceProps) {
  const name = useId();
  const truth = record && ask.truth(record);
  return (
    <>
      <fieldset className={styles.choice} disabled={guess?.locked === true}>
        <legend>{ask.question}</legend>
        {ask.options.map(({ id, text }) => (
          <label key={id} data-truth={truth === id || undefined}>
            <input type="radio" name={name} checked={guess?.option === id} onChange={() => onGuess(id)} />
            {text}
          </label>
        ))}
      </fieldset>
      {truth !== undefined && (
        <p role="status" className={styles.told}>
          <b>
            {guess?.option === undefined
              ? lessonWords.noGuess
              : guess.option === truth
                ? lessonWords.right
                : lessonWords.wrong}
          </b>{" "}
          {ask.told[truth]}
        </p>
      )}
    </>
  );
}
