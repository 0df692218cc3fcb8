import { ArmMarker } from "../common/ArmMark";
import { armStyle } from "../common/armStyle";
import { decimal } from "../words/format";
import { strings } from "../words/strings";

const WIDTH = 160;
const REACH = 10;
const MIDDLE = 24;

interface DifferenceLineProps {
  readonly points: number;
  /** Points within which a difference says nothing. */
  readonly noise: number;
  readonly first: number;
  readonly second: number;
  readonly summary: string;
}

/** The difference on a number line, with the zone that chance alone fills. */
export function DifferenceLine({ points, noise, first, second, summary }: DifferenceLineProps) {
  const reach = Math.max(REACH, Math.ceil(Math.max(Math.abs(points), Math.min(noise, 50)) / 5) * 5);
  const zone = Math.min(noise, reach);
  const x = (value: number): number => 8 + ((WIDTH - 16) * (value + reach)) / (2 * reach);
  const leader = armStyle(points >= 0 ? second : first);
  const at = x(points);
  return (
    <svg width={WIDTH} height={52} viewBox={`0 0 ${WIDTH} 52`} role="img" aria-label={summary} style={{ flex: "none" }}>
      <rect x={x(-zone)} y={MIDDLE - 9} width={x(zone) - x(-zone)} height={18} rx={3} fill="var(--hover)" />
      <line x1={x(-reach)} x2={x(reach)} y1={MIDDLE} y2={MIDDLE} stroke="var(--line-strong)" />
      {[-1, -0.5, 0, 0.5, 1].map((part) => {
        const half = part === 0 ? 9 : 3;
        const tick = x(part * reach);
        return (
          <line key={part} x1={tick} x2={tick} y1={MIDDLE - half} y2={MIDDLE + half} stroke="var(--line-strong)" />
        );
      })}
      <text x={x(-reach)} y={10}>
        {strings.verdict.better(armStyle(first).letter)}
      </text>
      <text x={x(reach)} y={10} textAnchor="end">
        {strings.verdict.better(armStyle(second).letter)}
      </text>
      <text x={x(0)} y={10} textAnchor="middle">
        0
      </text>
      <g className={leader.className}>
        <line className="armLine" strokeWidth={3} x1={x(0)} x2={at} y1={MIDDLE} y2={MIDDLE} />
        <ArmMarker arm={points >= 0 ? second : first} x={at} y={MIDDLE} size={5.5} />
      </g>
      <text x={x(0)} y={MIDDLE + 24} textAnchor="middle">
        {strings.verdict.noise(decimal(noise, 1))}
      </text>
    </svg>
  );
}
