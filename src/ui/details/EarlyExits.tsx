import { useMemo, useState } from "react";
import { remember } from "../../experiment/remember";
import { armTitle } from "../../experiment/network";
import { networksOf } from "../../experiment/networks";
import { exitCosts, plainCost } from "../../graph/exitCosts";
import type { BranchId, NetworkGraph } from "../../graph/networkGraph";
import { LEVELS } from "../../catalog/metrics/answers";
import { areaUnderExits, exitCurve, type ExitPoint } from "../../catalog/metrics/earlyExits";
import { answersOf } from "../../record/samples";
import type { ArmSamples } from "../../record/runRecord";
import { ArmLabel } from "../common/ArmMark";
import { armStyle } from "../common/armStyle";
import { roundAxis } from "../common/axis";
import { useLab } from "../common/labContext";
import { linePath } from "../common/linePath";
import { Term } from "../common/Term";
import { useSize } from "../common/useSize";
import { exitWords } from "../words/exitWords";
import { compact, cosineText, share } from "../words/format";
import { samplesWords } from "../words/samplesWords";
import { branchTitle } from "../words/wording";
import controls from "../common/controls.module.css";
import { Calibration } from "./Calibration";
import { SampleGate, type Seen } from "./SampleGate";
import styles from "./EarlyExits.module.css";

/** What a network's branches save at inference, and what that costs in accuracy. */
export function EarlyExits() {
  return <SampleGate>{(seen) => <Exits {...seen} />}</SampleGate>;
}

/** One arm's way through its heads. */
interface ArmExits {
  readonly arm: number;
  readonly exits: readonly { readonly branch: BranchId; readonly multiplyAdds: number; readonly accuracy: number }[];
  readonly curve: readonly ExitPoint[];
  /** Multiply-adds of main alone: the unit of the axis. */
  readonly unit: number;
  readonly area: number | undefined;
}

/** Once per evaluation: the slider only looks at it. */
const exitsOf = remember((graph: NetworkGraph, samples: ArmSamples, labels: ArrayLike<number> & object) => {
  const heads = exitCosts(graph).flatMap(({ branch, multiplyAdds }) => {
    const packed = samples.heads[branch];
    return packed === undefined ? [] : [{ branch, multiplyAdds, answers: answersOf(packed) }];
  });
  const curve = exitCurve(heads, labels);
  const unit = plainCost(graph);
  return {
    exits: heads.map(({ branch, multiplyAdds, answers: { guesses } }) => ({
      branch,
      multiplyAdds,
      accuracy: guesses.filter((guess, image) => guess === labels[image]).length / Math.max(1, guesses.length),
    })),
    curve,
    unit,
    area: heads.length > 1 ? areaUnderExits(curve, unit) : undefined,
  };
});

/** 90 %. */
const FIRST_LEVEL = Math.round(0.9 * LEVELS);
/** Nobody leaves early. */
const LAST_LEVEL = LEVELS + 1;

function Exits({ set, arms }: Seen) {
  const experiment = useLab((state) => state.experiment);
  const [level, setLevel] = useState(FIRST_LEVEL);
  const { trunk, arms: networks } = networksOf(experiment);
  const measured = useMemo(
    () =>
      arms.flatMap(({ arm, samples }): readonly ArmExits[] => {
        const graph = networks[arm]?.graph;
        return graph === undefined ? [] : [{ arm, ...exitsOf(graph, samples, set.labels) }];
      }),
    [arms, networks, set],
  );
  if (measured.every(({ exits }) => exits.length < 2)) return <p className={styles.note}>{exitWords.noBranches}</p>;
  const [one] = arms;
  const threshold = level === LAST_LEVEL ? exitWords.never : exitWords.percent(Math.round((100 * level) / LEVELS));
  return (
    <div className={styles.exits}>
      <div className={styles.head}>
        <b>
          <Term id="early-exit">{exitWords.question}</Term>
        </b>
        <label className={styles.threshold}>
          {exitWords.threshold}
          <input
            type="range"
            min={0}
            max={LAST_LEVEL}
            value={level}
            aria-valuetext={threshold}
            onChange={(event) => setLevel(Number(event.target.value))}
          />
          <output className="num">{threshold}</output>
        </label>
        <span className="muted num">
          {samplesWords.caption(one?.samples.step ?? 0, one?.samples.images ?? 0, one?.samples.split ?? "test")}
        </span>
      </div>
      <Drawing measured={measured} level={level} />
      <div className={styles.told}>
        <ExitTable measured={measured} level={level} trunk={trunk} />
        {measured.map((arm) => (
          <p key={arm.arm}>{summaryOf(arm, level)}.</p>
        ))}
        <p className="small muted">{exitWords.help}</p>
        <p className="small muted">{exitWords.areaHelp}</p>
      </div>
      <Calibration />
    </div>
  );
}

interface DrawingProps {
  readonly measured: readonly ArmExits[];
  readonly level: number;
}

const HEIGHT = 210;
const EDGE = { left: 34, right: 24, top: 10, bottom: 36 };

/** Accuracy against work, a line per arm. */
function Drawing({ measured, level }: DrawingProps) {
  const [ref, { width }] = useSize();
  const works = measured.flatMap(({ exits, unit }) => exits.map(({ multiplyAdds }) => multiplyAdds / unit));
  const accuracies = measured.flatMap(({ curve, exits }) => [...curve, ...exits].map(({ accuracy }) => accuracy));
  const across = roundAxis(0, Math.max(1, ...works), { finest: 0.1 });
  const up = roundAxis(Math.min(...accuracies), Math.max(...accuracies), { finest: 0.05, within: [0, 1] });
  const [wide, high] = [width - EDGE.left - EDGE.right, HEIGHT - EDGE.top - EDGE.bottom];
  const x = (work: number): number => EDGE.left + (wide * work) / across.high;
  const y = (value: number): number => EDGE.top + (high * (up.high - value)) / (up.high - up.low);
  return (
    <div ref={ref} className={styles.drawing}>
      {width > 120 && (
        <svg
          width={width}
          height={HEIGHT}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          role="img"
          aria-label={`${exitWords.question} ${measured.map((arm) => summaryOf(arm, level)).join("; ")}.`}
        >
          <g aria-hidden="true">
            {up.ticks.map((tick) => (
              <g key={tick}>
                <line className={styles.grid} x1={EDGE.left} x2={width - EDGE.right} y1={y(tick)} y2={y(tick)} />
                <text x={EDGE.left - 6} y={y(tick) + 4} textAnchor="end">
                  {cosineText(tick)}
                </text>
              </g>
            ))}
            {across.ticks.map((tick) => (
              <text key={tick} x={x(tick)} y={HEIGHT - EDGE.bottom + 15} textAnchor="middle">
                {percentOf(tick)}
              </text>
            ))}
            <line className={styles.whole} x1={x(1)} x2={x(1)} y1={EDGE.top} y2={HEIGHT - EDGE.bottom} />
            <text x={EDGE.left + wide / 2} y={HEIGHT - 4} textAnchor="middle">
              {exitWords.work}
            </text>
            {measured.map(({ arm, exits, curve, unit }) => {
              const { className, dash } = armStyle(arm);
              const now = curve[level];
              return (
                <g key={arm} className={className}>
                  {exits.length > 1 && (
                    <path
                      className="armLine"
                      strokeDasharray={dash}
                      d={linePath(curve.map(({ multiplyAdds, accuracy }) => [x(multiplyAdds / unit), y(accuracy)]))}
                    />
                  )}
                  {exits.map(({ branch, multiplyAdds, accuracy }) => (
                    <circle
                      key={branch}
                      className={styles.alone}
                      cx={x(multiplyAdds / unit)}
                      cy={y(accuracy)}
                      r={4.5}
                    />
                  ))}
                  {now !== undefined && exits.length > 1 && (
                    <circle className="armFill" cx={x(now.multiplyAdds / unit)} cy={y(now.accuracy)} r={4.5} />
                  )}
                </g>
              );
            })}
          </g>
        </svg>
      )}
    </div>
  );
}

function ExitTable({ measured, level, trunk }: DrawingProps & { readonly trunk: NetworkGraph | undefined }) {
  const experiment = useLab((state) => state.experiment);
  const { arm: armColumn, head, cost, leave, right } = exitWords.columns;
  return (
    <div className={styles.scroll}>
      <table className={controls.table}>
        <caption className="sr">{exitWords.caption}</caption>
        <thead>
          <tr>
            {[armColumn, head, cost, leave, right].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        {measured.map(({ arm, exits, curve, unit }) => {
          const point = curve[level];
          const own = experiment.arms[arm];
          const images = point?.leave.reduce((sum, left) => sum + left.images, 0) ?? 0;
          const name = own === undefined ? undefined : <ArmLabel arm={arm} name={armTitle(own)} />;
          return (
            <tbody key={arm}>
              {exits.map(({ branch, multiplyAdds }, index) => {
                const left = point?.leave[index];
                return (
                  <tr key={branch}>
                    <th scope="row">{name}</th>
                    <td>{branchTitle(trunk, branch)}</td>
                    <td>
                      {compact(multiplyAdds)}, {percentOf(multiplyAdds / unit)}
                    </td>
                    <td>{percentOf((left?.images ?? 0) / Math.max(1, images))}</td>
                    <td>
                      {left === undefined || left.images === 0 ? exitWords.none : share(left.right / left.images)}
                    </td>
                  </tr>
                );
              })}
              <tr className={styles.sum}>
                <th scope="row">{name}</th>
                <td>{exitWords.all}</td>
                <td>
                  {compact(point?.multiplyAdds ?? 0)}, {percentOf((point?.multiplyAdds ?? 0) / unit)}
                </td>
                <td />
                <td>{share(point?.accuracy ?? Number.NaN)}</td>
              </tr>
            </tbody>
          );
        })}
      </table>
    </div>
  );
}

/** What leaving early comes to, in words. */
function summaryOf({ arm, exits, curve, unit, area }: ArmExits, level: number): string {
  const point = curve[level];
  const { letter } = armStyle(arm);
  const told = exitWords.summary(
    letter,
    share(point?.accuracy ?? Number.NaN),
    percentOf((point?.multiplyAdds ?? 0) / unit),
  );
  if (area === undefined) return `${told}, ${exitWords.noExit}`;
  const saves = (exits[0]?.multiplyAdds ?? 0) < unit * SAVES;
  return `${told}, ${saves ? exitWords.area(share(area)) : exitWords.noSaving}`;
}

/** A first exit that costs less than half a percent below main is no exit. */
const SAVES = 0.995;

const percentOf = (value: number): string => exitWords.percent(Math.round(100 * value));
