import { networksOf } from "../../experiment/networks";
import type { NetworkGraph } from "../../graph/networkGraph";
import { gramAt, stageGrams, type StageGram } from "../../record/gramsAt";
import { agreementFill, agreementTextClass } from "../common/agreementColour";
import { ArmLabel } from "../common/ArmMark";
import { armStyle } from "../common/armStyle";
import { useChartRecord, useLab } from "../common/labContext";
import { useShownArms } from "../common/useShownArms";
import { cosineText, count, decimal, loss } from "../words/format";
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
    </div>
  );
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
  const { className, style } = agreementFill(value);
  return (
    <td className={`${className} ${agreementTextClass(value)}`} style={style}>
      {cosineText(value)}
    </td>
  );
}
