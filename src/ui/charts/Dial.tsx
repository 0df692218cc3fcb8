import { armStyle } from "../common/armStyle";
import { dialGeometry, type DialArrow } from "./dialGeometry";

interface DialProps {
  readonly cosine: number;
  readonly ratio: number;
  readonly arm: number;
}

const WIDTH = 124;
const HEIGHT = 66;
/** What it takes on the page. */
const SCALE = 84 / WIDTH;
const ORIGIN = { x: 62, y: 61 };
const ARC = 18;

/** Two arrows at their true angle, and their sum; what it says stands beside it as text. */
export function Dial({ cosine, ratio, arm }: DialProps) {
  const { main, branch, sum } = dialGeometry(cosine, ratio);
  const { className, color, dash } = armStyle(arm);
  const end = tip({ angle: branch.angle, length: ARC });
  return (
    <svg
      className={className}
      width={WIDTH * SCALE}
      height={HEIGHT * SCALE}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      <path
        d={`M${ORIGIN.x + ARC} ${ORIGIN.y}A${ARC} ${ARC} 0 0 0 ${end.x.toFixed(1)} ${end.y.toFixed(1)}`}
        fill="none"
        stroke="var(--line-strong)"
      />
      {sum !== undefined && <Arrow arrow={sum} color="var(--ink-2)" width={1.5} />}
      <Arrow arrow={main} color="var(--ink)" width={2.75} />
      <Arrow arrow={branch} color={color} width={2.75} dash={dash} />
      <circle cx={ORIGIN.x} cy={ORIGIN.y} r={3} fill="var(--ink)" />
    </svg>
  );
}

interface ArrowProps {
  readonly arrow: DialArrow;
  readonly color: string;
  readonly width: number;
  readonly dash?: string | undefined;
}

function Arrow({ arrow, color, width, dash }: ArrowProps) {
  const { x, y } = tip(arrow);
  const barb = (turn: number): string => {
    const { x: dx, y: dy } = offset(arrow.angle + turn, 8);
    return `${(x + dx).toFixed(1)} ${(y + dy).toFixed(1)}`;
  };
  return (
    <g stroke={color} fill={color}>
      <line x1={ORIGIN.x} y1={ORIGIN.y} x2={x} y2={y} strokeWidth={width} strokeDasharray={dash} />
      <path d={`M${x.toFixed(1)} ${y.toFixed(1)}L${barb(156)}L${barb(204)}Z`} stroke="none" />
    </g>
  );
}

function tip({ angle, length }: DialArrow): { readonly x: number; readonly y: number } {
  const { x, y } = offset(angle, length);
  return { x: ORIGIN.x + x, y: ORIGIN.y + y };
}

/** Screens count y downwards. */
function offset(angle: number, length: number): { readonly x: number; readonly y: number } {
  const radians = (angle * Math.PI) / 180;
  return { x: length * Math.cos(radians), y: -length * Math.sin(radians) };
}
