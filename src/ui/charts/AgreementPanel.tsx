import { Suspense } from "react";
import type { RunRecord } from "../../record/runRecord";
import { agreementAt } from "../../record/compare";
import { latest, runningMean, valuesUntil } from "../../record/series";
import { armStyle } from "../common/armStyle";
import { cosineText } from "../words/format";
import { useActions, useLab, useChartRecord } from "../common/labContext";
import { usePairs, useShownArms } from "../common/useShownArms";
import { useSize } from "../common/useSize";
import { AgreementScale } from "../diagram/AgreementScale";
import { PairChoice } from "../diagram/DiagramPanel";
import { Term } from "../common/Term";
import { strings } from "../words/strings";
import { pairName, stageName } from "../words/wording";
import controls from "../common/controls.module.css";
import { AgreementMap, mapHeight, mapRows } from "./AgreementMap";
import { AgreementHistory } from "./chartTables";
import { AgreementHelp, AgreementMore, AgreementOptions } from "./AgreementOptions";
import { AgreementViewChoice } from "./AgreementViewChoice";
import { ChartFoot } from "./ChartFoot";
import { RecordTurn } from "./RecordTurn";
import { sharedStagesOf } from "./sharedStages";
import { useAgreementPanels } from "./useAgreementPanels";
import styles from "./Charts.module.css";
import { faultWords } from "../words/faultWords";
import { late } from "../faults/late";

const AgreementLines = late(
  faultWords.names.agreementChart,
  async () => (await import("./AgreementLines")).AgreementLines,
);
const AgreementDials = late(
  faultWords.names.agreementChart,
  async () => (await import("./AgreementDials")).AgreementDials,
);
const AgreementNoise = late(
  faultWords.names.agreementChart,
  async () => (await import("./AgreementNoise")).AgreementNoise,
);

/** Whether the losses pull the trunk the same way: map, lines, dials, table. */
export function AgreementPanel() {
  const table = useLab((state) => state.agreementTable);
  const { toggleTable } = useActions();
  return (
    <section
      translate="no"
      className={`${controls.panel} ${styles.chart}`}
      aria-label={strings.agreement.title}
      data-chart-area=""
      data-part="agreement"
    >
      <div className={styles.head}>
        <h2 className={controls.question}>{strings.agreement.title}</h2>
      </div>
      <div className={styles.options}>
        <AgreementViewChoice />
        <AgreementOptions />
        <span className="grow" />
        <button
          type="button"
          className={`${controls.button} ${controls.quiet} ${controls.small}`}
          aria-pressed={table}
          onClick={() => toggleTable("agreement")}
        >
          {strings.common.table}
        </button>
        <AgreementMore />
      </div>
      <RecordTurn className={table ? styles.tableTurn : styles.turn}>
        {table ? <AgreementHistory /> : <AgreementViews />}
      </RecordTurn>
    </section>
  );
}

/** The chosen view, filling whatever it is in. */
export function AgreementViews() {
  const view = useLab((state) => state.agreementView);
  const record = useChartRecord();
  const { probeEvery } = useLab((state) => state.experiment.measure);
  const { branches, trunk } = usePairs();
  const experiment = useLab((state) => state.experiment);
  const shown = useShownArms();
  const rows = mapRows(experiment, shown, branches, trunk).length * shown.length;
  const [ref, { width, height }] = useSize();
  const measured = record?.arms.some((arm) => Object.keys(arm.splitHalf).length > 0) ?? false;
  const summary = useAgreementSummary(record);
  return (
    <div className={styles.mapWrap}>
      <div
        ref={ref}
        className={styles.body}
        // The map is never cut: the panel is as high as it takes.
        style={view === "map" && rows > 0 ? { minHeight: mapHeight(rows, shown.length) } : undefined}
        data-view={view}
        data-chart-body=""
        role="group"
        aria-label={summary}
      >
        {branches.length > 0 && width > 0 && height > 40 && (
          <>
            {view === "map" ? (
              <AgreementMap width={width} height={height} />
            ) : (
              <Suspense fallback={<p className={styles.empty}>{strings.accuracy.loading}</p>}>
                {view === "lines" ? (
                  <AgreementLines width={width} height={height} />
                ) : view === "noise" ? (
                  <AgreementNoise />
                ) : (
                  <AgreementDials />
                )}
              </Suspense>
            )}
          </>
        )}
        {view === "map" && rows === 0 && branches.length > 0 && (
          <p className={styles.empty}>
            <span>{strings.agreement.noSharedPath}</span>
          </p>
        )}
        {!measured && (view !== "map" || branches.length === 0) && (
          <p className={styles.empty}>
            <span>
              {branches.length === 0
                ? strings.agreement.noBranches
                : probeEvery === 0
                  ? strings.agreement.off
                  : strings.agreement.empty(probeEvery)}
            </span>
          </p>
        )}
      </div>
      <div>
        <AgreementHelp />
        {view === "map" ? (
          <MapFoot record={record} />
        ) : view === "lines" ? (
          <AgreementLinesFoot />
        ) : (
          <LinesFoot halves={false} />
        )}
      </div>
    </div>
  );
}

function MapFoot({ record }: { readonly record: RunRecord | undefined }) {
  const atStep = useLab((state) => state.scrubStep);
  const shown = useShownArms();
  const { pair } = usePairs();
  const experiment = useLab((state) => state.experiment);
  const { probeEvery } = experiment.measure;
  const stage = pair === undefined ? undefined : sharedStagesOf(experiment, shown, pair).at(-1);
  const halves = shown.flatMap((arm) => {
    const series = stage === undefined ? undefined : record?.arms[arm]?.splitHalf[stage];
    const value = series === undefined ? undefined : latest(runningMean(series), atStep)?.value;
    return series === undefined || value === undefined || Number.isNaN(value)
      ? []
      : [{ arm, value, probes: valuesUntil(series, atStep) }];
  });
  const mean = halves.reduce((sum, { value }) => sum + value / halves.length, 0);
  return (
    <div className={styles.foot}>
      <span>{strings.agreement.apart}</span>
      <AgreementScale width={96} reference={halves.length > 0 ? mean : undefined} />
      <span>{strings.agreement.together}</span>
      <span className="grow" />
      {stage !== undefined && halves.length === 0 && (
        <span>{probeEvery === 0 ? strings.agreement.off : strings.agreement.empty(probeEvery)}</span>
      )}
      {stage !== undefined && halves.length > 0 && (
        <span className="num" title={strings.agreement.halvesHelp}>
          ▾ {strings.agreement.halves}, {stageName(stage).toLowerCase()},{" "}
          <Term id="probe">{strings.agreement.meanOf(Math.max(...halves.map(({ probes }) => probes)))}</Term>:{" "}
          {halves.map(({ arm, value }) => (
            <b key={arm}>
              {armStyle(arm).letter} {cosineText(value)}{" "}
            </b>
          ))}
        </span>
      )}
    </div>
  );
}

/** Of its own: only this view needs the panels, and the map is drawn often. */
function AgreementLinesFoot() {
  return (
    <ChartFoot panels={useAgreementPanels()}>
      <LinesFoot halves />
    </ChartFoot>
  );
}

function LinesFoot({ halves }: { readonly halves: boolean }) {
  const labels = useLab((state) => state.agreementMeasure === "cosine" && state.agreementPart === "ce");
  return (
    <div className={styles.foot}>
      {halves && labels && <span>{strings.agreement.halvesLine}</span>}
      <span className="grow" />
      <PairChoice />
    </div>
  );
}

function useAgreementSummary(record: RunRecord | undefined): string {
  const experiment = useLab((state) => state.experiment);
  const atStep = useLab((state) => state.scrubStep);
  const shown = useShownArms();
  const { branches, trunk } = usePairs();
  // In words stands what means the same under every method: the label losses.
  const measured = branches.flatMap((branch) =>
    sharedStagesOf(experiment, shown, branch).flatMap((stage) =>
      shown.flatMap((index) => {
        const arm = record?.arms[index];
        const agreement = arm === undefined ? undefined : agreementAt(arm, branch, stage, atStep);
        return agreement?.kind === "measured" ? [{ branch, stage, index, agreement }] : [];
      }),
    ),
  );
  const [first] = measured;
  if (first === undefined) return strings.agreement.title;
  const parts = measured.map(({ branch, stage, index, agreement }) => {
    const name = `${armStyle(index).letter} ${pairName(trunk, branch).toLowerCase()}`;
    return strings.agreement.pairStage(name, stageName(stage).toLowerCase(), cosineText(agreement.value));
  });
  return strings.agreement.summary(first.agreement.step, parts.join("; "));
}
