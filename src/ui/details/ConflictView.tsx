import { datasetInfoOf } from "../../experiment/network";
import { classAgreements, conflictImages, type ClassAgreement } from "../../record/classesAt";
import type { ArmCurves } from "../../record/runRecord";
import { armStyle } from "../common/armStyle";
import { useChartRecord, useLab } from "../common/labContext";
import { usePairs, useShownArms } from "../common/useShownArms";
import { PairChoice } from "../diagram/DiagramPanel";
import { conflictWords as words } from "../words/conflictWords";
import { cosineText, count } from "../words/format";
import { branchName, pairName, stageName } from "../words/wording";
import controls from "../common/controls.module.css";
import { SamplePicture } from "./SamplePicture";
import { useSplits } from "./useSplits";
import details from "./Details.module.css";
import styles from "./Samples.module.css";

const PICTURES = 6;

/** Whose images pull apart: a row per class or group of classes, and the pictures on which two heads disagree most. */
export function ConflictView() {
  const record = useChartRecord();
  const shown = useShownArms();
  const { pair, trunk } = usePairs();
  const arms = shown.flatMap((index) => {
    const curves = record?.arms[index];
    return curves === undefined ? [] : [{ index, curves }];
  });
  const step = arms[0]?.curves.referenceBatches?.find(({ probe }) => probe.classes !== undefined)?.step;
  if (pair === undefined) return <p className={details.note}>{words.alone}</p>;
  if (step === undefined) {
    const off = record !== undefined && !record.experiment.measure.byClass;
    return <p className={details.note}>{off ? words.off : words.empty}</p>;
  }
  return (
    <div className={styles.samples}>
      <div className={styles.head}>
        <PairChoice />
      </div>
      <p className={details.note}>
        {words.step(count(step))} {words.most}
      </p>
      <ClassTable arms={arms} pair={pair} caption={words.caption(pairName(trunk, pair))} />
      {arms.map(({ index, curves }) => (
        <Pictures key={index} arm={index} curves={curves} pair={pair} name={branchName(trunk, pair)} />
      ))}
      <p className={details.note}>{words.note}</p>
    </div>
  );
}

interface ShownArm {
  readonly index: number;
  readonly curves: ArmCurves;
}

function ClassTable({
  arms,
  pair,
  caption,
}: {
  readonly arms: readonly ShownArm[];
  readonly pair: string;
  readonly caption: string;
}) {
  const experiment = useLab((state) => state.experiment);
  const { classNames, hierarchies } = datasetInfoOf(experiment);
  const read = arms.map(({ index, curves }) => ({
    index,
    stages: [...(curves.shared.get(pair)?.keys() ?? [])],
    rows: classAgreements(curves, pair),
  }));
  const keys = new Map(read.flatMap(({ rows }) => rows.map((row) => [keyOf(row), row] as const)));
  const nameOf = ({ grouping, group }: ClassAgreement): string => {
    const hierarchy = hierarchies.find(({ name }) => name === grouping);
    return hierarchy === undefined
      ? `${words.class} ${classNames[group] ?? group}`
      : `${hierarchy.title} ${hierarchy.groupNames[group] ?? group}`;
  };
  return (
    <div className={controls.tableWrap} tabIndex={0} role="region" aria-label={caption}>
      <table className={controls.table}>
        <caption className="sr">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.group}</th>
            <th scope="col">{words.images}</th>
            {read.flatMap(({ index, stages }) =>
              [words.shared, ...stages.map((stage) => stageName(stage))].map((title) => (
                <th key={`${index}/${title}`} scope="col">
                  <b className={`${armStyle(index).className} armText`}>{armStyle(index).letter}</b> {title}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {[...keys].map(([key, row]) => (
            <tr key={key}>
              <th scope="row">{nameOf(row)}</th>
              <td>{words.count(row.images)}</td>
              {read.flatMap(({ index, stages, rows }) => {
                const own = rows.find((one) => keyOf(one) === key);
                return [
                  <td key={`${index}/whole`}>{wholeText(own)}</td>,
                  ...stages.map((stage) => <td key={`${index}/${stage}`}>{valueText(own?.stages[stage])}</td>),
                ];
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const keyOf = ({ grouping, group }: ClassAgreement): string => `${grouping}/${group}`;

const valueText = (value: number | null | undefined): string => (value == null ? "–" : cosineText(value));

function wholeText(row: ClassAgreement | undefined): string {
  if (row?.whole == null) return "–";
  return row.within === undefined ? cosineText(row.whole) : words.value(cosineText(row.whole), cosineText(row.within));
}

interface PicturesProps {
  readonly arm: number;
  readonly curves: ArmCurves;
  readonly pair: string;
  readonly name: string;
}

function Pictures({ arm, curves, pair, name }: PicturesProps) {
  const experiment = useLab((state) => state.experiment);
  const loaded = useSplits(experiment);
  const { classNames } = datasetInfoOf(experiment);
  const { letter } = armStyle(arm);
  const worst = conflictImages(curves, pair, PICTURES);
  const nameOf = (label: number): string => classNames[label] ?? String(label);
  return (
    <section aria-label={words.pictures(letter)}>
      <h3>{words.pictures(letter)}</h3>
      {worst.length === 0 && <p className={details.note}>{words.none}</p>}
      {worst.length > 0 && loaded.kind === "loading" && <p className={details.note}>{words.loading}</p>}
      {worst.length > 0 && loaded.kind === "failed" && <p className={details.note}>{words.failed(loaded.why)}</p>}
      {loaded.kind === "ready" && (
        <ul className={styles.wall}>
          {worst.map(({ image, cosine, label, guesses: [main, branch] }) => (
            <li key={image}>
              <SamplePicture
                set={loaded.splits.train}
                index={image}
                title={words.picture(nameOf(label), cosineText(cosine), nameOf(main), nameOf(branch), name)}
              />
              <span className={styles.truth}>
                <b>{nameOf(label)}</b>
                <span className="num">{words.cosine(cosineText(cosine))}</span>
                <br />
                {words.says(words.main, nameOf(main))}
                <br />
                {words.says(name, nameOf(branch))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
