import type { SeedResult } from "../../record/seeds/seedResults";
import { seedMean } from "../../record/seeds/seedStatement";
import { ArmMarker } from "../common/ArmMark";
import { armStyle } from "../common/armStyle";
import { share } from "../words/format";
import { seedsDialogWords } from "../words/seedsDialogWords";

interface SeedsPlotProps {
  readonly results: readonly SeedResult[];
  readonly arms: readonly number[];
  readonly width: number;
}

const ROW = 22;
/** Room for the letter and for the mean beside the dots. */
const LEFT = 18;
const RIGHT = 40;

/** A row per arm: a mark per finished seed, and their mean as a line with its number. */
export function SeedsPlot({ results, arms, width }: SeedsPlotProps) {
  const values = arms.flatMap((arm) => results.flatMap((result) => result.values[arm] ?? []));
  const low = Math.min(...values);
  const span = Math.max(Math.max(...values) - low, 0.01);
  const x = (value: number): number => LEFT + 6 + ((width - LEFT - RIGHT - 12) * (value - low)) / span;
  const height = ROW * arms.length + 4;
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={arms.flatMap((arm) => rowText(results, arm) ?? []).join("; ")}
      style={{ flex: "none" }}
    >
      {arms.map((arm, row) => {
        const mean = seedMean(results, arm);
        const y = ROW * row + ROW / 2 + 2;
        const { letter, className } = armStyle(arm);
        return (
          <g key={arm} className={className}>
            <text className="armText" x={0} y={y + 4} fontWeight={600}>
              {letter}
            </text>
            <line x1={LEFT} x2={width - RIGHT} y1={y} y2={y} stroke="var(--line-strong)" />
            {results.map(({ seed, values: own }) => {
              const value = own[arm];
              return value == null ? null : (
                <g key={seed} opacity={0.75}>
                  <ArmMarker arm={arm} x={x(value)} y={y} size={4} />
                </g>
              );
            })}
            {mean !== undefined && (
              <>
                <line x1={x(mean.mean)} x2={x(mean.mean)} y1={y - 9} y2={y + 9} stroke="var(--ink)" strokeWidth={2} />
                <text x={width} y={y + 4} textAnchor="end" fontWeight={600}>
                  {share(mean.mean)}
                </text>
              </>
            )}
          </g>
        );
      })}
    </svg>
  );
}

function rowText(results: readonly SeedResult[], arm: number): string | undefined {
  const mean = seedMean(results, arm);
  const values = results.flatMap((result) => result.values[arm] ?? []);
  return mean && seedsDialogWords.plot(armStyle(arm).letter, share(mean.mean), values.map(share));
}
