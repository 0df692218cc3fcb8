import { armStyle } from "../common/armStyle";
import { useLab } from "../common/labContext";
import { strings } from "../words/strings";
import { stageName } from "../words/wording";
import type { BranchNode, DiagramLayout, HeadKind, Lane } from "./layout";
import { useBranchesOff } from "./useBranchesOff";
import styles from "./Diagram.module.css";

/** The branches: the first arm's above the trunk, the second's below, and the two ways out of the main head. */
export function Lanes({ layout }: { readonly layout: DiagramLayout }) {
  const ships = useLab((state) => state.whatShips);
  return (
    <>
      <g className={ships ? styles.faded : undefined}>
        {layout.lanes.map((lane) => (
          <LaneDrawing key={`${lane.arm}/${lane.branch}`} lane={lane} layout={layout} />
        ))}
      </g>
      <MainHead layout={layout} />
    </>
  );
}

function LaneDrawing({ lane, layout }: { readonly lane: Lane; readonly layout: DiagramLayout }) {
  const { fromX, y, observer } = lane;
  const { trunkY, headX } = layout;
  const { className, dash } = armStyle(lane.arm);
  const off = useBranchesOff(lane.arm).has(lane.branch);
  const up = y < trunkY;
  const turn = up ? y + 10 : y - 10;
  const path = `M${fromX} ${trunkY}V${turn}Q${fromX} ${y} ${fromX + 10} ${y}H${headX}`;
  return (
    <g className={`${className} ${off ? styles.off : ""}`}>
      <path className="armLine" d={path} strokeDasharray={off ? "1 6" : dash} />
      {observer && <StopMark x={fromX} y={(trunkY + y) / 2 + (up ? -14 : 14)} />}
      {lane.nodes.map((node) => (
        <NodeBox key={node.stage} node={node} y={y} />
      ))}
    </g>
  );
}

/** Two bars across a branch that only watches: its gradient stops here. */
function StopMark({ x, y }: { readonly x: number; readonly y: number }) {
  return (
    <g stroke="var(--arm)" strokeWidth={2}>
      <line x1={x - 6} x2={x + 6} y1={y - 2.5} y2={y - 2.5} />
      <line x1={x - 6} x2={x + 6} y1={y + 2.5} y2={y + 2.5} />
    </g>
  );
}

function NodeBox({ node, y }: { readonly node: BranchNode; readonly y: number }) {
  return (
    <>
      <rect
        x={node.x}
        y={y - 13}
        width={node.width}
        height={26}
        rx={6}
        fill="var(--surface)"
        stroke="var(--arm)"
        strokeWidth={1.25}
      />
      <text className="ink" x={node.x + node.width / 2} y={y + 4.5} textAnchor="middle">
        {nodeText(node)}
      </text>
    </>
  );
}

function nodeText({ kind, stage, width, channels }: BranchNode): string {
  if (kind === "separable") return width >= 110 ? strings.diagram.separable : strings.diagram.separableShort;
  if (kind !== "copy") return headText(kind);
  const name = stageName(stage).toLowerCase();
  if (channels !== undefined && width >= 130) return strings.diagram.ownWide(name, channels);
  if (width < 84) return name;
  return width >= 124 ? strings.diagram.ownCopy(name) : strings.diagram.ownShort(name);
}

function headText(kind: HeadKind): string {
  switch (kind) {
    case "pooled":
      return strings.diagram.pooled;
    case "flat":
      return strings.diagram.flat;
    case "probe":
      return strings.diagram.probe;
    case "conv":
      return strings.diagram.conv;
    case "convLinear":
      return strings.diagram.convLinear;
    default:
      return kind satisfies never;
  }
}

function MainHead({ layout }: { readonly layout: DiagramLayout }) {
  const { mainHead, trunkY, headX, mains } = layout;
  const right = mainHead.x + mainHead.width;
  return (
    <>
      {mains.map(({ arm, y }) => {
        const { className, dash } = armStyle(arm);
        const middle = trunkY + Math.sign(y - trunkY) * 3;
        return (
          <g key={arm} className={className}>
            <path
              className="armLine"
              strokeDasharray={dash}
              d={`M${right} ${middle}Q${right + 8} ${y} ${headX} ${y}`}
            />
          </g>
        );
      })}
      <rect
        x={mainHead.x}
        y={trunkY - 14}
        width={mainHead.width}
        height={28}
        rx={6}
        fill="var(--surface)"
        stroke="var(--trunk)"
        strokeWidth={1.5}
      />
      <text className="ink" x={mainHead.x + mainHead.width / 2} y={trunkY + 4.5} textAnchor="middle">
        {headText(mainHead.kind)}
      </text>
    </>
  );
}
