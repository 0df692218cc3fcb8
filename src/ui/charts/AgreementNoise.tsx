import { noiseAt, type ArmNoise, type NoiseRow } from "../../record/noiseAt";
import { armStyle } from "../common/armStyle";
import { useChartRecord, useLab } from "../common/labContext";
import { Term } from "../common/Term";
import { usePairs, useShownArms } from "../common/useShownArms";
import { cosineText, count, signed } from "../words/format";
import { gapWords } from "../words/gapWords";
import { noiseWords } from "../words/noiseWords";
import { strings } from "../words/strings";
import { pairName, stageName } from "../words/wording";
import controls from "../common/controls.module.css";
import styles from "./Noise.module.css";

/** Whether what the probe found would stand with other images: a row per stage and layer, in words where two arms differ. */
export function AgreementNoise() {
  const record = useChartRecord();
  const atStep = useLab((state) => state.scrubStep);
  const shown = useShownArms();
  const { pair, trunk } = usePairs();
  if (pair === undefined) return null;
  const found = record === undefined ? undefined : noiseAt(record, shown, pair, atStep);
  if (found === undefined) {
    const probed = record?.arms.some(
      ({ splitHalf, noise }) =>
        noise.probes.length === 0 && Object.values(splitHalf).some((one) => (one?.length ?? 0) > 2),
    );
    return <p className={styles.text}>{probed === true ? noiseWords.noRoom : noiseWords.empty}</p>;
  }
  if (found.rows.length === 0) return <p className={styles.text}>{gapWords.agreement.noSharedPath}</p>;
  const letters = shown.map((arm) => armStyle(arm).letter);
  const [first = "", second] = letters;
  const caption = noiseWords.caption(pairName(trunk, pair), count(found.step));
  return (
    <div className={styles.noise}>
      <p className={styles.text}>
        {noiseWords.at(count(found.step), found.images)}{" "}
        {second !== undefined && found.rows.map((row) => <Told key={keyOf(row)} row={row} letters={[first, second]} />)}
      </p>
      <div className={controls.tableWrap} tabIndex={0} role="region" aria-label={caption}>
        <table className={controls.table}>
          <caption className="sr">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{noiseWords.place}</th>
              {shown.map((arm) => (
                <ArmHead key={arm} arm={arm} text={noiseWords.agreement} />
              ))}
              {second !== undefined && <th scope="col">{noiseWords.difference(first, second)}</th>}
              {shown.map((arm) => (
                <ArmHead key={arm} arm={arm} text={noiseWords.halves} />
              ))}
              {shown.map((arm) => (
                <ArmHead key={arm} arm={arm} text={noiseWords.signal} />
              ))}
            </tr>
          </thead>
          <tbody>
            {found.rows.map((row) => (
              <tr key={keyOf(row)} className={row.layer === undefined ? styles.stage : undefined}>
                <th scope="row">{row.layer ?? stageName(row.stage)}</th>
                {row.arms.map((arm, index) => (
                  <td key={letters[index]}>{agreementText(arm)}</td>
                ))}
                {second !== undefined && <td className={styles.judged}>{differenceText(row)}</td>}
                {row.arms.map((arm, index) => (
                  <td key={letters[index]}>{halvesText(arm)}</td>
                ))}
                {row.arms.map((arm, index) => (
                  <td key={letters[index]}>{signalText(arm)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.text}>
        <Term id="gradient-noise">{noiseWords.interval}</Term> {noiseWords.help}
      </p>
    </div>
  );
}

const keyOf = ({ stage, layer }: NoiseRow): string => `${stage}/${layer ?? ""}`;

function ArmHead({ arm, text }: { readonly arm: number; readonly text: string }) {
  const { letter, className } = armStyle(arm);
  return (
    <th scope="col">
      <b className={`${className} armText`}>{letter}</b> {text}
    </th>
  );
}

/** One sentence for a stage; layers speak in the table alone. */
function Told({
  row,
  letters: [first, second],
}: {
  readonly row: NoiseRow;
  readonly letters: readonly [string, string];
}) {
  if (row.judged === undefined || row.layer !== undefined) return null;
  const { difference, kind } = row.judged;
  return <>{noiseWords.told(stageName(row.stage).toLowerCase(), first, second, signed(difference, 2), kind)} </>;
}

function agreementText(arm: ArmNoise | undefined): string {
  if (arm === undefined) return strings.agreement.noSharedPath;
  if (arm.agreement === null || arm.within === null) return "–";
  return noiseWords.value(cosineText(arm.agreement), cosineText(arm.within));
}

function differenceText({ judged }: NoiseRow): string {
  if (judged === undefined) return "–";
  const value = noiseWords.value(signed(judged.difference, 2), cosineText(judged.noise));
  return `${value}, ${noiseWords[judged.kind]}`;
}

function halvesText(arm: ArmNoise | undefined): string {
  if (arm?.halves === undefined) return "–";
  return noiseWords.range(cosineText(arm.halves[0]), cosineText(arm.halves[1]));
}

/** The inverse says it in images. */
function signalText(arm: ArmNoise | undefined): string {
  if (arm === undefined) return "–";
  return noiseWords.signals(imagesText(arm.main), imagesText(arm.branch));
}

function imagesText(signal: number | null): string {
  if (signal === null) return "–";
  return signal > 0 ? count(Math.ceil(1 / signal)) : noiseWords.never;
}
