import { useId } from "react";
import { agreementAt, type Agreement } from "../../record/compare";
import { networksOf, sharedWithMain } from "../../experiment/networks";
import { agreementFill, agreementTextClass } from "../common/agreementColour";
import { armStyle } from "../common/armStyle";
import { cosineText } from "../words/format";
import { useLab, useRecord } from "../common/labContext";
import { usePairs, useShownArms } from "../common/useShownArms";
import { strings } from "../words/strings";
import { stageName } from "../words/wording";
import type { DiagramLayout, StageBox } from "./layout";

/** The trunk's stages: agreement of the first arm on top, the name, agreement of the second below. */
export function StageBoxes({ layout }: { readonly layout: DiagramLayout }) {
  const shown = useShownArms();
  const read = useAgreements();
  // A handout has a diagram of its own size and colours over the lab's.
  const id = useId();
  const boxes = layout.stages.map((box) => (
    <g key={box.stage}>
      <BoxFrame {...{ box, layout, id }} />
      {shown.slice(0, 2).map((arm, position) => (
        <Half key={arm} {...{ box, layout, id, arm }} lower={position === 1} agreement={read(arm, box.stage)} />
      ))}
      <BoxName {...{ box, layout, id }} />
      <rect
        x={box.x}
        y={layout.trunkY - layout.boxHeight / 2}
        width={box.width}
        height={layout.boxHeight}
        rx={8}
        fill="none"
        stroke="var(--trunk)"
        strokeWidth={1.5}
      />
    </g>
  ));
  return (
    <>
      <HatchPattern id={id} />
      {boxes}
    </>
  );
}

/** Hatching of stages that two losses do not share. */
function HatchPattern({ id }: Pick<BoxProps, "id">) {
  return (
    <pattern id={`${id}hatch`} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width={6} height={6} fill="var(--sunken)" />
      <line x1={0} y1={0} x2={0} y2={6} stroke="var(--hatch)" strokeWidth={1.4} />
    </pattern>
  );
}

/** Agreement of the chosen pair by arm and stage: from the run, or before it what the graph already tells. */
export function useAgreements(): (arm: number, stage: string) => Agreement {
  const experiment = useLab((state) => state.experiment);
  const atStep = useLab((state) => state.scrubStep);
  const record = useRecord();
  const { pair } = usePairs();
  return (arm, stage) => {
    if (pair === undefined) return { kind: "unknown" };
    const curves = record?.experiment === experiment ? record.arms[arm] : undefined;
    if (curves !== undefined) return agreementAt(curves, pair, stage, atStep);
    const graph = networksOf(experiment).arms[arm]?.graph;
    const shared = graph === undefined ? undefined : sharedWithMain(graph).get(pair);
    if (shared === undefined) return { kind: "noBranch" };
    return shared.has(stage) ? { kind: "unknown" } : { kind: "noSharedPath" };
  };
}

interface BoxProps {
  readonly box: StageBox;
  readonly layout: DiagramLayout;
  /** Begins the names of what this drawing refers to in itself. */
  readonly id: string;
}

function BoxFrame({ box, id, layout: { trunkY, boxHeight } }: BoxProps) {
  return (
    <>
      <clipPath id={id + box.stage}>
        <rect x={box.x} y={trunkY - boxHeight / 2} width={box.width} height={boxHeight} rx={8} />
      </clipPath>
      <rect x={box.x} y={trunkY - boxHeight / 2} width={box.width} height={boxHeight} rx={8} fill="var(--surface)" />
    </>
  );
}

function BoxName({ box, layout: { trunkY, boxHeight, fillHeight } }: BoxProps) {
  // What both take on one line.
  const narrow = box.width < 126;
  const tall = boxHeight > 84;
  const y = trunkY + (tall ? fillHeight + 15 - boxHeight / 2 : 4.5);
  return (
    <>
      <text
        className="ink bold"
        x={narrow ? box.x + box.width / 2 : box.x + 10}
        y={y}
        textAnchor={narrow ? "middle" : "start"}
      >
        {stageName(box.stage)}
      </text>
      {!narrow && (
        <text x={box.x + box.width - 10} y={y} textAnchor="end">
          {strings.diagram.channels(box.channels)}
        </text>
      )}
    </>
  );
}

interface HalfProps extends BoxProps {
  readonly arm: number;
  readonly lower: boolean;
  readonly agreement: Agreement;
}

function Half({ box, layout, id, arm, lower, agreement }: HalfProps) {
  const { trunkY, boxHeight, fillHeight } = layout;
  const y = lower ? trunkY + boxHeight / 2 - fillHeight : trunkY - boxHeight / 2;
  const area = { x: box.x, y, width: box.width, height: fillHeight, clipPath: `url(#${id}${box.stage})` };
  const { letter } = armStyle(arm);
  const baseline = y + 20;
  switch (agreement.kind) {
    case "measured": {
      const { value } = agreement;
      const textClass = `${agreementTextClass(value)} bold`;
      return (
        <>
          <rect {...area} {...agreementFill(value)} />
          <text className={textClass} x={box.x + 10} y={baseline}>
            {letter} {cosineText(value)}
          </text>
          {box.width > 100 && <AngleGlyph value={value} x={box.x + box.width - 30} y={y + 22} />}
        </>
      );
    }
    case "unknown":
      return (
        <text x={box.x + 10} y={baseline}>
          {letter} {strings.diagram.notMeasured}
        </text>
      );
    case "noSharedPath":
      return (
        <>
          <rect {...area} fill={`url(#${id}hatch)`} />
          <text
            className="halo"
            style={{ stroke: "var(--sunken)", strokeWidth: 6 }}
            x={box.x + box.width / 2}
            y={baseline - 0.5}
            textAnchor="middle"
          >
            {wordsFor(box.width, strings.diagram.noSharedPath, strings.diagram.notShared)}
          </text>
        </>
      );
    case "noBranch":
      return (
        <text x={box.x + 10} y={baseline}>
          {letter} {box.width < 120 ? strings.diagram.notMeasured : strings.diagram.noBranch}
        </text>
      );
    default:
      return agreement satisfies never;
  }
}

/** The shorter words where the longer do not fit, and a dash where neither does. */
function wordsFor(width: number, long: string, short: string): string {
  if (width >= 108) return long;
  return width >= 78 ? short : strings.diagram.notMeasured;
}

/** The true angle between the two gradients. */
function AngleGlyph({ value, x, y }: { readonly value: number; readonly x: number; readonly y: number }) {
  const length = 15;
  const angle = Math.acos(value);
  const color = { onLow: "light-dark(#000,#fff)", onMiddle: "#000", onHigh: "light-dark(#fff,#000)" }[
    agreementTextClass(value)
  ];
  return (
    <g stroke={color} strokeWidth={1.75} strokeLinecap="round" aria-hidden="true">
      <line x1={x} y1={y} x2={x + length} y2={y} />
      <line x1={x} y1={y} x2={x + length * value} y2={y - length * Math.sin(angle)} />
    </g>
  );
}
