import { Fragment } from "react";
import type { Experiment } from "../../experiment/experiment";
import type { BranchId, NetworkGraph, StageId } from "../../graph/networkGraph";
import { extentOf, latest } from "../../record/series";
import { networksOf } from "../../experiment/networks";
import { armStyle } from "../common/armStyle";
import { cosineText } from "../words/format";
import { useLab, useChartRecord } from "../common/labContext";
import { usePairs, useShownArms } from "../common/useShownArms";
import { strings } from "../words/strings";
import { pairName, stageName } from "../words/wording";
import { measureSeries } from "./agreementPanels";
import { MapRow } from "./MapRow";
import { sharedStagesOf } from "./sharedStages";
import { useChartX } from "./useChartX";
import styles from "./Charts.module.css";

/** Pixels that two panels need. */
const NARROW = 420;

/** Where and when: rows are stages, columns probes, blocks arms, panels pairs. */
export function AgreementMap({ width, height }: { readonly width: number; readonly height: number }) {
  const experiment = useLab((state) => state.experiment);
  const shown = useShownArms();
  const { branches: every, pair, trunk } = usePairs();
  // Where two panels would be too narrow to read, the chosen pair stands alone.
  const branches = width < NARROW ? every.filter((branch) => branch === pair) : every;
  const stages = mapRows(experiment, shown, branches, trunk);
  const rowHeight = rowHeightIn(height, stages.length * shown.length, shown.length);
  return (
    <div className={styles.maps} role="group" tabIndex={0} aria-label={strings.agreement.caption}>
      <div className={styles.names}>
        {shown.map((arm, block) => (
          <Fragment key={arm}>
            {block > 0 && <span className={styles.blockGap} />}
            {stages.map((stage, index) => (
              <div key={stage} className={armStyle(arm).className} style={{ height: rowHeight }}>
                {index === 0 && <span className="armText">{armStyle(arm).letter}</span>}
                <span>{stageName(stage)}</span>
              </div>
            ))}
          </Fragment>
        ))}
      </div>
      {branches.map((branch) => (
        <figure key={branch} className={styles.pair}>
          <figcaption>{pairName(trunk, branch)}</figcaption>
          {shown.map((arm, block) => (
            <Fragment key={arm}>
              {block > 0 && <span className={styles.blockGap} />}
              {stages.map((stage) => (
                <Row key={stage} {...{ arm, branch, stage }} height={rowHeight} />
              ))}
            </Fragment>
          ))}
          <Steps />
        </figure>
      ))}
    </div>
  );
}

/** The stages that some pair shares in some arm, in the trunk's order. */
export function mapRows(
  experiment: Experiment,
  shown: readonly number[],
  branches: readonly BranchId[],
  trunk: NetworkGraph | undefined,
): readonly StageId[] {
  const all = new Set(branches.flatMap((branch) => sharedStagesOf(experiment, shown, branch)));
  return trunk?.stages.filter((stage) => all.has(stage)) ?? [];
}

/** Never too low for the number beside a row, nor so high that time is no longer what one sees. */
const LOWEST = 16;
const HIGHEST = 26;
/** Between rows; between arms; the caption and the axis. */
const GAP = 2;
const BLOCK_GAP = 6 + GAP;
const AROUND = 20 + GAP + 16;

/** What the map takes at least. */
export function mapHeight(rows: number, arms: number, each = LOWEST): number {
  return AROUND + rows * (each + GAP) + Math.max(0, arms - 1) * BLOCK_GAP;
}

/** Rows as high as the panel allows. */
function rowHeightIn(height: number, rows: number, arms: number): number {
  const room = Math.floor((height - mapHeight(rows, arms, 0)) / Math.max(1, rows));
  return Math.min(HIGHEST, Math.max(LOWEST, room));
}

interface RowProps {
  readonly arm: number;
  readonly branch: BranchId;
  readonly stage: StageId;
  readonly height: number;
}

function Row({ arm, branch, stage, height }: RowProps) {
  const record = useChartRecord();
  const experiment = useLab((state) => state.experiment);
  const atStep = useLab((state) => state.crosshair ?? state.scrubStep);
  const { steps } = useChartX();
  const exists = networksOf(experiment).arms[arm]?.graph.heads.some((head) => head.branch === branch) ?? false;
  const shared = sharedStagesOf(experiment, [arm], branch).includes(stage);
  const part = useLab((state) => state.agreementPart);
  const series = measureSeries(record?.arms[arm], "cosine", part, branch, stage);
  const point = series === undefined ? undefined : latest(series, atStep);
  // The probes were made and say nothing of these losses.
  const probed = record?.arms[arm]?.agreement[branch]?.[stage];
  const nothing =
    part !== "ce" && probed !== undefined && (series === undefined || extentOf(series).least === Infinity);
  if (!exists) {
    return (
      <div className={styles.row} style={{ height }}>
        <span className={`${styles.noBranch} muted`}>{strings.agreement.noBranch}</span>
      </div>
    );
  }
  if (!shared) {
    return (
      <div className={styles.row} style={{ height }}>
        <span className={`noPath ${styles.noPath}`}>
          <span>{strings.agreement.noSharedPath}</span>
        </span>
      </div>
    );
  }
  if (nothing) {
    return (
      <div className={styles.row} style={{ height }}>
        <span className={`${styles.noBranch} muted`}>{strings.agreement.nothing}</span>
      </div>
    );
  }
  return (
    <div className={styles.row} style={{ height }}>
      <MapRow series={series} steps={steps} every={experiment.measure.probeEvery} />
      <span className="num">{point === undefined || Number.isNaN(point.value) ? "" : cosineText(point.value)}</span>
    </div>
  );
}

/** The axis: 0, the probe on display, the end of the budget. */
function Steps() {
  const record = useChartRecord();
  const atStep = useLab((state) => state.crosshair ?? state.scrubStep);
  const { probeEvery } = useLab((state) => state.experiment.measure);
  const { from, to } = useChartX().steps;
  const step = atStep ?? record?.step ?? 0;
  const probe = probeEvery > 0 ? Math.floor(step / probeEvery) * probeEvery : 0;
  const share = (probe - from) / (to - from);
  return (
    <div className={`${styles.steps} num`} aria-hidden="true">
      <span style={{ left: 0 }}>{from}</span>
      {share > 0.12 && share < 0.86 && <span style={{ left: `${100 * share}%` }}>{probe}</span>}
      <span style={{ left: "100%" }}>{to}</span>
    </div>
  );
}
