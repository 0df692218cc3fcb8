import { useState } from "react";
import { networksOf } from "../../experiment/networks";
import { answersOf, confidentMistakes, type Answers } from "../../record/samples";
import { armStyle } from "../common/armStyle";
import { useLab } from "../common/labContext";
import { Segments } from "../common/Segments";
import { branchName } from "../words/wording";
import { orderedHeads } from "./orderedHeads";
import { SampleGate, type Seen } from "./SampleGate";
import { SamplePicture } from "./SamplePicture";
import { samplesWords } from "../words/samplesWords";
import details from "./Details.module.css";
import styles from "./Samples.module.css";

const SHOWN = 20;

type Choice = "first" | "mistakes";

/** Fixed test images with each head's guess, right or wrong, at the step on display. */
export function SampleWall() {
  return <SampleGate>{(seen) => <Wall {...seen} />}</SampleGate>;
}

function Wall({ set, classNames, arms }: Seen) {
  const [choice, setChoice] = useState<Choice>("first");
  const experiment = useLab((state) => state.experiment);
  const { trunk } = networksOf(experiment);
  const heads = arms.flatMap(({ arm, samples }) =>
    orderedHeads(samples.heads).map(([branch, packed]) => ({ arm, branch, answers: answersOf(packed) })),
  );
  const [first] = arms;
  const split = first?.samples.split ?? "test";
  const images = Math.min(set.count, first?.samples.images ?? 0);
  const indices =
    choice === "first"
      ? Array.from({ length: Math.min(SHOWN, images) }, (_, index) => index)
      : confidentMistakes(
          heads.map(({ answers }) => answers),
          set.labels,
          SHOWN,
        );
  return (
    <div className={styles.samples}>
      <div className={styles.head}>
        <Segments
          label={samplesWords.which}
          options={[
            { value: "first", label: samplesWords.first },
            { value: "mistakes", label: samplesWords.mistakes },
          ]}
          value={choice}
          onChoose={setChoice}
        />
        <span className="muted num">{samplesWords.caption(first?.samples.step ?? 0, images, split)}</span>
      </div>
      {indices.length === 0 && <p className={details.note}>{samplesWords.noMistakes}</p>}
      <ul className={styles.wall}>
        {indices.map((index) => {
          const label = set.labels[index] ?? 0;
          const name = classNames[label] ?? String(label);
          return (
            <li key={index}>
              <div className={styles.truth}>
                <SamplePicture {...{ set, index }} title={samplesWords.image(index, name, split)} />
                <b>{name}</b>
              </div>
              <ul>
                {heads.map(({ arm, branch, answers }) => (
                  <Guess
                    key={`${arm}/${branch}`}
                    {...{ arm, answers, index, label, classNames }}
                    head={branchName(trunk, branch)}
                  />
                ))}
              </ul>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

interface GuessProps {
  readonly arm: number;
  readonly head: string;
  readonly answers: Answers;
  readonly index: number;
  readonly label: number;
  readonly classNames: readonly string[];
}

/** A guess with its sureness; a tick or a cross says what colour says. */
function Guess({ arm, head, answers, index, label, classNames }: GuessProps) {
  const guess = answers.guesses[index] ?? -1;
  const right = guess === label;
  const { letter, className } = armStyle(arm);
  const percent = Math.round(100 * (answers.confidence[index] ?? 0));
  return (
    <li className={`${className} ${right ? styles.right : styles.wrong}`}>
      <span className="armText">{letter}</span> <span className="muted">{head}</span>{" "}
      <span className={styles.mark} role="img" aria-label={right ? samplesWords.right : samplesWords.wrong}>
        {right ? "✓" : "✗"}
      </span>{" "}
      {guess < 0 ? samplesWords.noGuess : samplesWords.guess(classNames[guess] ?? String(guess), percent)}
    </li>
  );
}
