import { memo, useMemo, useState } from "react";
import { MAIN } from "../../graph/networkGraph";
import { confusionDifference, confusionOf, confusionShares, largestConfusions } from "../../record/confusion";
import { networksOf } from "../../experiment/networks";
import { answersOf } from "../../record/samples";
import { agreementFill } from "../common/agreementColour";
import { armStyle } from "../common/armStyle";
import { cosineText, signed } from "../words/format";
import { useLab } from "../common/labContext";
import { branchTitle } from "../words/wording";
import controls from "../common/controls.module.css";
import { SampleGate, type Seen } from "./SampleGate";
import { samplesWords } from "../words/samplesWords";
import { orderedHeads } from "./orderedHeads";
import styles from "./Samples.module.css";

/** What is taken for what: a matrix per arm for one head, and their difference. */
export function ConfusionView() {
  return <SampleGate>{(seen) => <Matrices {...seen} />}</SampleGate>;
}

const LISTED = 5;

function Matrices({ set, classNames, arms }: Seen) {
  const experiment = useLab((state) => state.experiment);
  const { trunk } = networksOf(experiment);
  const heads = [...new Set(arms.flatMap(({ samples }) => orderedHeads(samples.heads).map(([branch]) => branch)))];
  const [chosen, setChosen] = useState<string>(MAIN);
  const head = heads.includes(chosen) ? chosen : MAIN;
  const classes = classNames.length;
  const matrices = useMemo(
    () =>
      arms.flatMap(({ arm, samples }) => {
        const packed = samples.heads[head];
        return packed === undefined
          ? []
          : [{ arm, confusion: confusionOf(set.labels, answersOf(packed).guesses, classes) }];
      }),
    [arms, head, set, classes],
  );
  const [first, second] = matrices;
  const [one] = arms;
  return (
    <div className={styles.confusion}>
      <div className={styles.head}>
        <select
          className={`${controls.control} ${controls.boxed} ${styles.choice}`}
          aria-label={samplesWords.head}
          value={head}
          onChange={(event) => setChosen(event.target.value)}
        >
          {heads.map((branch) => (
            <option key={branch} value={branch}>
              {branchTitle(trunk, branch)}
            </option>
          ))}
        </select>
        <span className="muted num">
          {samplesWords.caption(one?.samples.step ?? 0, one?.samples.images ?? 0, one?.samples.split ?? "test")}
        </span>
      </div>
      {matrices.map(({ arm, confusion }) => {
        const { letter } = armStyle(arm);
        return (
          <Matrix
            key={arm}
            title={samplesWords.matrix(letter)}
            list={samplesWords.largest(letter)}
            values={confusionShares(confusion)}
            classNames={classNames}
            difference={false}
          />
        );
      })}
      {first !== undefined && second !== undefined && (
        <Matrix
          title={samplesWords.difference(armStyle(first.arm).letter, armStyle(second.arm).letter)}
          list={samplesWords.largestDifference(armStyle(first.arm).letter, armStyle(second.arm).letter)}
          values={confusionDifference(first.confusion, second.confusion)}
          classNames={classNames}
          difference
        />
      )}
    </div>
  );
}

interface MatrixProps {
  readonly title: string;
  readonly list: string;
  /** `[classes, classes]` */
  readonly values: readonly number[];
  readonly classNames: readonly string[];
  readonly difference: boolean;
}

/** As high as a name. */
const CELL = 15;
/** Names of more classes than these would be a wall. */
const MOST_NAMES = 40;
const CHARACTER = 6.8;

/** Cells by share; below it the largest in words, which are also what the drawing is called. */
const Matrix = memo(function Matrix({ title, list, values, classNames, difference }: MatrixProps) {
  const classes = classNames.length;
  const size = CELL * classes;
  const named = classes <= MOST_NAMES;
  const left = named ? Math.ceil(CHARACTER * Math.max(...classNames.map(({ length }) => length))) + 6 : 0;
  // A difference of a tenth is much: the largest one has the full colour.
  const most = difference ? values.reduce((top, value) => Math.max(top, Math.abs(value)), 0.01) : 1;
  const largest = largestConfusions(values, classes, LISTED).map(({ label, guess, share }) =>
    samplesWords.taken(
      classNames[label] ?? String(label),
      classNames[guess] ?? String(guess),
      difference ? signed(share, 2) : cosineText(share),
    ),
  );
  const parts = largest.length === 0 ? [samplesWords.none] : largest;
  return (
    <figure className={styles.matrix}>
      <figcaption>
        {title}{" "}
        {difference && <span className="muted num">{samplesWords.fullColour(signed(most, 2).replace("+", "±"))}</span>}
      </figcaption>
      <svg
        width={left + size}
        height={size}
        viewBox={`${-left} 0 ${left + size} ${size}`}
        role="img"
        aria-label={samplesWords.summary(title, `${list}: ${parts.join("; ")}`)}
      >
        <rect className={styles.frame} width={size} height={size} />
        {named &&
          classNames.map((name, row) => (
            <text key={row} x={-5} y={CELL * row + 12} textAnchor="end" aria-hidden="true">
              {name}
            </text>
          ))}
        {values.map((value, index) => {
          if (Math.abs(value) < 0.005) return null;
          const [x, y] = [CELL * (index % classes), CELL * Math.floor(index / classes)];
          const { style, className } = agreementFill(value / most);
          return (
            <g key={index}>
              <rect
                {...{ x, y }}
                width={CELL}
                height={CELL}
                className={difference ? className : undefined}
                style={difference ? style : undefined}
                fill={difference ? undefined : "var(--ink)"}
                fillOpacity={difference ? 1 : value}
              />
              {difference && value < 0 && (
                <line x1={x + 4} y1={y + 11} x2={x + 11} y2={y + 4} stroke="var(--ink)" strokeWidth={0.8} />
              )}
            </g>
          );
        })}
      </svg>
      <p className="muted">{list}</p>
      <ul>
        {parts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </figure>
  );
});
