import { networksOf } from "../../experiment/networks";
import type { NetworkGraph } from "../../graph/networkGraph";
import type { RunRecord } from "../../record/runRecord";
import type { Series } from "../../record/series";
import { gramAt, stageGrams, type StageGram } from "../../record/gramsAt";
import { agreementFill, agreementTextClass } from "../common/agreementColour";
import { ArmLabel } from "../common/ArmMark";
import { armStyle } from "../common/armStyle";
import { useChartRecord, useLab } from "../common/labContext";
import { useShownArms } from "../common/useShownArms";
import { cosineText, count, decimal, loss, signed } from "../words/format";
import { gramWords as words } from "../words/gramWords";
import { branchName, stageName } from "../words/wording";
import details from "./Details.module.css";
import styles from "./GramView.module.css";

/** Inner products of every two losses' gradients, a matrix per stage and arm, and along how many directions they pull. */
export function GramView() {
  const record = useChartRecord();
  const atStep = useLab((state) => state.scrubStep);
  const shown = useShownArms();
  const trunk = record && networksOf(record.experiment).trunk;
  const found = shown.flatMap((arm) => {
    const curves = record?.arms[arm];
    const probe = curves && gramAt(curves, atStep);
    return probe === undefined ? [] : [{ arm, probe, stages: stageGrams(probe) }];
  });
  const [first] = found;
  if (first === undefined) return <p className={details.note}>{words.empty}</p>;
  if (found.every(({ stages }) => stages.length === 0)) return <p className={details.note}>{words.alone}</p>;
  return (
    <div className={styles.view}>
      <p>
        <b>{words.question}</b> <span className="muted num">{words.step(count(first.probe.step))}</span>
      </p>
      {found.map(({ arm, stages }) => (
        <div key={arm} className={styles.arm}>
          <ArmLabel arm={arm} name={record?.arms[arm]?.title ?? ""} />
          {/* Many branches are wider than a phone: the keyboard can scroll them, too. */}
          <div className={styles.stages} tabIndex={0} role="group" aria-label={words.arm(armStyle(arm).letter)}>
            {stages.length === 0 && <span className="muted">{words.none}</span>}
            {stages.map((gram) => (
              <Stage key={gram.stage} gram={gram} arm={arm} trunk={trunk} />
            ))}
          </div>
        </div>
      ))}
      <p className={details.note}>{words.help}</p>
      <Gains arms={shown} record={record} atStep={atStep} />
    </div>
  );
}

interface GainsProps {
  readonly arms: readonly number[];
  readonly record: RunRecord | undefined;
  readonly atStep: number | undefined;
}

/** What the last probed step did for each loss, where the run was asked for it. */
function Gains({ arms, record, atStep = Infinity }: GainsProps) {
  const trunk = record && networksOf(record.experiment).trunk;
  const rows = arms.flatMap((arm) => {
    const gains = record?.arms[arm]?.gains;
    return Object.entries(gains?.cosine ?? {}).flatMap(([branch, cosine]) => {
      const at = (series: Series | undefined) => (series === undefined ? undefined : lastAt(series, atStep));
      const told = at(cosine);
      if (told === undefined) return [];
      const [predicted, realised] = [at(gains?.predicted?.[branch]), at(gains?.realised?.[branch])];
      return [
        { arm, branch, step: told.step, cosine: told.value, predicted: predicted?.value, realised: realised?.value },
      ];
    });
  });
  const [first] = rows;
  if (first === undefined) return null;
  return (
    <section aria-label={words.gains}>
      <p>
        <b>{words.gains}</b> <span className="muted num">{words.update(count(first.step))}</span>
      </p>
      <table className={styles.matrix}>
        <caption className="sr">{words.gains}</caption>
        <thead>
          <tr>
            {words.gainColumns.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ arm, branch, cosine, predicted, realised }) => (
            <tr key={`${arm}/${branch}`}>
              <th scope="row">
                <b className={`${armStyle(arm).className} armText`}>{armStyle(arm).letter}</b>{" "}
                {branchName(trunk, branch)}
              </th>
              <Cosine value={cosine} />
              <td>{gainText(predicted)}</td>
              <td>{gainText(realised)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={details.note}>{words.gainsHelp}</p>
    </section>
  );
}

const gainText = (value = Number.NaN): string => signed(value, 4);

function lastAt(series: Series, step: number): { readonly step: number; readonly value: number } | undefined {
  for (let at = series.length - 1; at >= 0; at -= 1) {
    const found = series.columns.steps[at] ?? 0;
    if (found <= step) return { step: found, value: series.columns.values[at] ?? Number.NaN };
  }
  return undefined;
}

interface StageProps {
  readonly gram: StageGram;
  readonly arm: number;
  readonly trunk: NetworkGraph | undefined;
}

function Stage({ gram: { stage, heads, cosines, lengths, shares, directions }, arm, trunk }: StageProps) {
  const { letter } = armStyle(arm);
  const name = stageName(stage);
  return (
    <section aria-label={words.stage(letter, name)}>
      <table className={styles.matrix}>
        <caption className="sr">{words.caption(letter, name)}</caption>
        <thead>
          <tr>
            <th scope="col">{name}</th>
            {heads.map((head) => (
              <th key={head} scope="col">
                {branchName(trunk, head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {heads.map((head, row) => (
            <tr key={head}>
              <th scope="row">{branchName(trunk, head)}</th>
              {heads.map((other, column) =>
                row === column ? (
                  <td key={other} className={styles.length} title={words.length}>
                    {words.lengthOf(loss(lengths[row] ?? Number.NaN))}
                  </td>
                ) : (
                  <Cosine key={other} value={cosines[row]?.[column] ?? Number.NaN} />
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <div className={styles.bar} role="img" aria-label={words.shares(shares.map(words.share))}>
        {shares.map((share, index) => (
          <span key={index} style={{ flexGrow: share }} title={words.share(share)} />
        ))}
      </div>
      <p className="small num">{words.directions(decimal(directions, 2), heads.length)}</p>
    </section>
  );
}

function Cosine({ value }: { readonly value: number }) {
  if (Number.isNaN(value)) return <td>{cosineText(value)}</td>;
  const { className, style } = agreementFill(value);
  return (
    <td className={`${className} ${agreementTextClass(value)}`} style={style}>
      {cosineText(value)}
    </td>
  );
}
