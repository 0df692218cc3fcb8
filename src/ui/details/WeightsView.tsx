import type { HeadSamples } from "../../protocol/event";
import { biasWeights, histogram, rightByVariance } from "../../record/biasWeights";
import { networksOf } from "../../experiment/networks";
import { answersOf } from "../../record/samples";
import { armStyle } from "../common/armStyle";
import { decimal, loss, share } from "../words/format";
import { useLab } from "../common/labContext";
import { branchName } from "../words/wording";
import controls from "../common/controls.module.css";
import { SampleGate, type Seen } from "./SampleGate";
import { samplesWords } from "../words/samplesWords";
import { orderedHeads } from "./orderedHeads";
import details from "./Details.module.css";
import styles from "./Samples.module.css";

const BINS = 12;
const QUARTERS = 4;
const WIDTH = 220;
const HEIGHT = 70;

/** How much each image counts under the bias loss, and whether heads are right where features vary more. */
export function WeightsView() {
  return <SampleGate>{(seen) => <Weighed {...seen} />}</SampleGate>;
}

function Weighed({ set, arms }: Seen) {
  const experiment = useLab((state) => state.experiment);
  const { trunk, arms: networks } = networksOf(experiment);
  const heads = arms.flatMap(({ arm, samples }) =>
    orderedHeads(samples.heads).flatMap(([branch, packed]) => {
      const weight = networks[arm]?.plan.terms.find(
        (term) => term.branch === branch && term.sampleWeight !== undefined,
      )?.sampleWeight;
      return weight === undefined ? [] : [{ arm, branch, packed, weight }];
    }),
  );
  return (
    <div className={styles.confusion}>
      {heads.map(({ arm, branch, packed, weight }) => (
        <HeadWeights
          key={`${arm}/${branch}`}
          title={samplesWords.weightsOf(armStyle(arm).letter, branchName(trunk, branch))}
          {...{ arm, packed, weight }}
          labels={set.labels}
        />
      ))}
      <p className={details.note}>{samplesWords.weightsNote}</p>
    </div>
  );
}

interface HeadWeightsProps {
  readonly title: string;
  readonly arm: number;
  readonly packed: HeadSamples;
  readonly labels: ArrayLike<number>;
  readonly weight: { readonly alpha: number; readonly beta: number; readonly mean?: boolean };
}

function HeadWeights({ title, arm, packed, labels, weight }: HeadWeightsProps) {
  const { variance, guesses } = answersOf(packed);
  if (variance === undefined) return <p className={details.note}>{samplesWords.old}</p>;
  const weights = biasWeights(variance, weight);
  const bins = histogram(weights, BINS);
  const most = bins.reduce((top, { images }) => Math.max(top, images), 1);
  const mean = weights.reduce((sum, value) => sum + value, 0) / Math.max(1, weights.length);
  const parts = rightByVariance(
    variance,
    guesses.map((guess, image) => guess === labels[image]),
    QUARTERS,
  );
  const text = (value: number): string => decimal(value, 2);
  const range = samplesWords.weightsRange(text(bins[0]?.from ?? 1), text(bins.at(-1)?.to ?? 1), text(mean));
  return (
    <section className={`${styles.weights} ${armStyle(arm).className}`} aria-label={title}>
      <h3>
        {title}: {samplesWords.weights}
      </h3>
      <div className={styles.beside}>
        <figure>
          <svg width={WIDTH} height={HEIGHT} role="img" aria-label={`${samplesWords.weights}: ${range}`}>
            {bins.map(({ from, to, images }, index) => {
              const height = ((HEIGHT - 2) * images) / most;
              const width = WIDTH / bins.length;
              return (
                <rect
                  key={from}
                  className="armFill"
                  x={index * width + 1}
                  y={HEIGHT - height}
                  width={width - 2}
                  height={height}
                >
                  <title>{samplesWords.bin(text(from), text(to), images)}</title>
                </rect>
              );
            })}
          </svg>
          <figcaption className="num">{range}</figcaption>
          {weight.mean === true && <p>{samplesWords.weightsMean}</p>}
        </figure>
        <table className={controls.table}>
          <caption className="sr">{samplesWords.right4}</caption>
          <thead>
            <tr>
              <th scope="col">{samplesWords.varianceColumn}</th>
              <th scope="col">{samplesWords.imagesColumn}</th>
              <th scope="col">{samplesWords.rightColumn}</th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ from, to, images, share: right }) => (
              <tr key={from}>
                <th scope="row">
                  {loss(from)} – {loss(to)}
                </th>
                <td>{images}</td>
                <td>{share(right)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
