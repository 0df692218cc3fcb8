import { Suspense } from "react";
import { headlineMetric } from "../../experiment/headlineMetric";
import { datasetInfoOf } from "../../experiment/network";
import { watchedSplit } from "../../experiment/validation";
import { metricAt } from "../../record/compare";
import { differencesBetween } from "../../experiment/differences";
import { networksOf } from "../../experiment/networks";
import { costByBranch } from "../../graph/cost";
import { MAIN } from "../../graph/networkGraph";
import { armStyle } from "../common/armStyle";
import { compact, share } from "../words/format";
import { useActions, useLab, useRecord } from "../common/labContext";
import { Segments } from "../common/Segments";
import { usePairs, useShownArms } from "../common/useShownArms";
import { useSize } from "../common/useSize";
import { RunBar } from "../runbar/RunBar";
import { strings } from "../words/strings";
import { pairName } from "../words/wording";
import controls from "../common/controls.module.css";
import { AgreementScale } from "./AgreementScale";
import { branchWords } from "../words/branchWords";
import { Diagram } from "./Diagram";
import styles from "./Diagram.module.css";
import { faultWords } from "../words/faultWords";
import { Guarded } from "../faults/Guarded";
import { late } from "../faults/late";

const SitePreview = late(
  faultWords.names.sitePreview,
  async () => (await import("./SitePreview")).SitePreview,
  "above",
);

/** The machine and its transport: one trunk, the compared arms' branches, the run bar. */
export function DiagramPanel() {
  return (
    <section
      translate="no"
      id="diagram"
      data-part="diagram"
      tabIndex={-1}
      className={`${controls.panel} ${styles.panel}`}
      aria-label={strings.diagram.label}
    >
      <Guarded part={faultWords.names.diagram}>
        <Drawing />
      </Guarded>
      <Guarded part={faultWords.names.runBar}>
        <RunBar />
      </Guarded>
    </section>
  );
}

/** Apart from the run bar, which must outlive it. */
function Drawing() {
  const title = useTitle();
  const [ref, { width }] = useSize();
  return (
    <>
      <div className={styles.head}>
        <h2 className={controls.question}>{title}</h2>
        <Legend />
        <span className="grow" />
        <PairChoice />
        <ShipsButton />
      </div>
      <div ref={ref} className={styles.room}>
        {width > 0 && <Diagram room={width} />}
      </div>
    </>
  );
}

/** What kind of comparison the drawing shows. */
function useTitle(): string {
  const experiment = useLab((state) => state.experiment);
  const [first, second] = useLab((state) => state.compared);
  if (first === second || experiment.arms.length < 2) return strings.diagram.titles.one;
  const kinds = differencesBetween(experiment, first, second).map(({ kind }) => kind);
  if (kinds.includes("branch")) return strings.diagram.titles.designs;
  return kinds.includes("forks") ? strings.diagram.titles.places : strings.diagram.titles.methods;
}

/** The colour scale; while a site is looked at, what a fork there means. */
function Legend() {
  const ships = useLab((state) => state.whatShips);
  const site = useLab((state) => state.previewSite);
  const usual = ships ? (
    <Shipped />
  ) : (
    <p className={`${styles.legend} small muted`}>
      {strings.diagram.colour}
      <AgreementScale width={72} />
      {strings.diagram.together}
      <BarsNote />
    </p>
  );
  if (site === undefined) return usual;
  return (
    // Where it has a line of its own, a line that is empty for a moment would move the site away under the pointer.
    <Suspense fallback={usual}>
      <SitePreview site={site} />
    </Suspense>
  );
}

/** What the bars of the heads are measured on, in a run that has more than test images to be measured on. */
function BarsNote() {
  const experiment = useLab((state) => state.experiment);
  const atStep = useLab((state) => state.scrubStep);
  const record = useRecord();
  const split = watchedSplit(experiment);
  if (split === "test") return null;
  const [arm] = record?.experiment === experiment ? record.arms : [];
  const metric = headlineMetric(datasetInfoOf(experiment));
  const isFinal = arm !== undefined && metricAt(arm, metric, MAIN, atStep)?.final === true;
  return <span className="num">{strings.diagram.bars(isFinal ? "test" : split)}</span>;
}

/** The main path alone, the same size in every arm, and what it classifies at the step on display. */
function Shipped() {
  const experiment = useLab((state) => state.experiment);
  const atStep = useLab((state) => state.scrubStep);
  const record = useRecord();
  const shown = useShownArms();
  const graph = networksOf(experiment).arms[0]?.graph;
  const parameters = graph === undefined ? 0 : (costByBranch(graph).get(MAIN)?.parameters ?? 0);
  const metric = headlineMetric(datasetInfoOf(experiment));
  const values = shown.flatMap((index) => {
    const arm = record?.experiment === experiment ? record.arms[index] : undefined;
    const point = arm === undefined ? undefined : metricAt(arm, metric, MAIN, atStep);
    return point === undefined ? [] : [`${armStyle(index).letter} ${share(point.value)}`];
  });
  return <p className={`${styles.legend} small`}>{branchWords.ships(compact(parameters), values.join(", "))}</p>;
}

/** Which branch's loss is held against main's. */
export function PairChoice() {
  const { branches, pair, trunk } = usePairs();
  const { comparePair } = useActions();
  if (pair === undefined || branches.length < 2) return null;
  const options = branches.map((branch) => ({ value: branch, label: pairName(trunk, branch) }));
  if (branches.length <= 2) {
    return <Segments label={strings.diagram.pairs} options={options} value={pair} onChoose={comparePair} />;
  }
  return (
    <select
      className={`${controls.control} ${controls.boxed} ${styles.pairs}`}
      aria-label={strings.diagram.pairs}
      value={pair}
      onChange={(event) => comparePair(event.target.value)}
    >
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}

function ShipsButton() {
  const pressed = useLab((state) => state.whatShips);
  const { toggleWhatShips } = useActions();
  return (
    <button
      type="button"
      className={`${controls.button} ${controls.small}`}
      aria-pressed={pressed}
      onClick={toggleWhatShips}
    >
      {strings.diagram.ships}
    </button>
  );
}
