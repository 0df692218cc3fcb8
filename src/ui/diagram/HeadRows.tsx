import { headlineMetric } from "../../experiment/headlineMetric";
import { datasetInfoOf } from "../../experiment/network";
import { MAIN, type BranchId } from "../../graph/networkGraph";
import { networksOf } from "../../experiment/networks";
import { metricAt } from "../../record/compare";
import { ArmMarker } from "../common/ArmMark";
import { armStyle } from "../common/armStyle";
import { share } from "../words/format";
import { useLab, useRecord } from "../common/labContext";
import { strings } from "../words/strings";
import { branchTitle } from "../words/wording";
import type { DiagramLayout } from "./layout";
import { useBranchesOff } from "./useBranchesOff";
import styles from "./Diagram.module.css";

/** Every head's test accuracy in one column, readable as a bar chart. */
export function HeadRows({ layout }: { readonly layout: DiagramLayout }) {
  const ships = useLab((state) => state.whatShips);
  return (
    <>
      <g className={ships ? styles.faded : undefined}>
        {layout.lanes.map(({ arm, branch, y }) => (
          <HeadRow key={`${arm}/${branch}`} {...{ layout, arm, branch, y }} />
        ))}
      </g>
      {layout.mains.map(({ arm, y }) => (
        <HeadRow key={arm} {...{ layout, arm, y }} branch={MAIN} />
      ))}
    </>
  );
}

interface HeadRowProps {
  readonly layout: DiagramLayout;
  readonly arm: number;
  readonly branch: BranchId;
  readonly y: number;
}

function HeadRow({ layout, arm, branch, y }: HeadRowProps) {
  const { headX, labelX, barX, barWidth, width } = layout;
  const experiment = useLab((state) => state.experiment);
  const value = useHeadAccuracy(arm, branch);
  const main = branch === MAIN;
  const thick = main ? 10 : 6;
  const { letter, className } = armStyle(arm);
  const off = useBranchesOff(arm).has(branch);
  const { trunk } = networksOf(experiment);
  return (
    <g className={className}>
      <g className={off ? styles.open : undefined}>
        <ArmMarker arm={arm} x={headX} y={y} size={main ? 5.5 : 4.2} />
      </g>
      <text className={main ? "ink bold" : undefined} x={labelX} y={y + 4.5}>
        {main ? strings.diagram.main(letter) : branchTitle(trunk, branch)}
        {off && ` ${strings.diagram.off}`}
      </text>
      <rect x={barX} y={y - thick / 2} width={barWidth} height={thick} rx={2} fill="var(--sunken)" />
      {value !== undefined && (
        <rect
          className="armFill"
          x={barX}
          y={y - thick / 2}
          width={barWidth * value}
          height={thick}
          rx={2}
          opacity={main ? 1 : 0.72}
        />
      )}
      <text
        className={main ? "armText" : "ink"}
        style={main ? { fontSize: 18 } : undefined}
        x={width}
        y={y + (main ? 6 : 5)}
        textAnchor="end"
      >
        {value === undefined ? "–" : share(value)}
      </text>
    </g>
  );
}

/** Test accuracy of a head at the step on display, or its mAP where identities are looked for. */
export function useHeadAccuracy(arm: number, branch: BranchId): number | undefined {
  const experiment = useLab((state) => state.experiment);
  const atStep = useLab((state) => state.scrubStep);
  const record = useRecord();
  const curves = record?.experiment === experiment ? record.arms[arm] : undefined;
  return curves === undefined
    ? undefined
    : metricAt(curves, headlineMetric(datasetInfoOf(experiment)), branch, atStep)?.value;
}
