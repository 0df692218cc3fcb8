import { MAIN, type BranchId } from "../../graph/networkGraph";
import { networksOf } from "../../experiment/networks";
import { armStyle } from "../common/armStyle";
import { useLab } from "../common/labContext";
import { strings } from "../words/strings";
import type { DiagramLayout } from "./layout";
import styles from "./Diagram.module.css";

/** More pairs than these would be a tangle; the caption says it for all. */
const MAX_ARCS = 6;

interface Arc {
  readonly from: number;
  readonly to: number;
}

/** Which heads mimic each other, as arcs beside the column of heads. */
export function MimicArcs({ layout }: { readonly layout: DiagramLayout }) {
  const experiment = useLab((state) => state.experiment);
  const ships = useLab((state) => state.whatShips);
  const { arms } = networksOf(experiment);
  return layout.mains.map(({ arm, y: mainY }) => {
    const pairs = mimicPairs(arms[arm]?.plan.terms ?? []);
    if (pairs.length === 0) return null;
    const yOf = (branch: BranchId): number =>
      branch === MAIN ? mainY : (layout.lanes.find((lane) => lane.arm === arm && lane.branch === branch)?.y ?? mainY);
    const arcs = pairs.map(([a, b]): Arc => ({ from: yOf(a), to: yOf(b) }));
    arcs.sort((a, b) => Math.abs(a.to - a.from) - Math.abs(b.to - b.from));
    const { className } = armStyle(arm);
    const down = mainY > layout.trunkY;
    return (
      <g key={arm} className={`${className} ${ships ? styles.faded : ""}`}>
        {arcs.slice(0, MAX_ARCS).map((arc) => (
          <ArcDrawing key={`${arc.from}/${arc.to}`} arc={arc} x={layout.headX + 8} />
        ))}
        <text
          className="armText"
          style={{ fontWeight: 500 }}
          x={layout.headX - 18}
          y={mainY + (down ? 17 : -8)}
          textAnchor="end"
        >
          {strings.diagram.mimic}
        </text>
      </g>
    );
  });
}

/** Unordered pairs of heads between which some mimicking term counts. */
function mimicPairs(
  terms: readonly { readonly kind: string; readonly id: string; readonly weight: { readonly base: number } }[],
): readonly (readonly [BranchId, BranchId])[] {
  const pairs = new Map<string, readonly [BranchId, BranchId]>();
  for (const { kind, id, weight } of terms) {
    const [student, teacher] = id.slice(id.indexOf("/") + 1).split("<");
    if (kind !== "kl" || weight.base === 0 || student === undefined || teacher === undefined) continue;
    const ends = [student, teacher].sort();
    pairs.set(ends.join("<"), [ends[0] ?? MAIN, ends[1] ?? MAIN]);
  }
  return [...pairs.values()];
}

function ArcDrawing({ arc: { from, to }, x }: { readonly arc: Arc; readonly x: number }) {
  const reach = Math.min(30, 8 + Math.abs(to - from) * 0.2);
  const inward = Math.sign(to - from) * 3;
  return (
    <>
      <path
        d={`M${x} ${from + inward}C${x + reach} ${from + inward} ${x + reach} ${to - inward} ${x} ${to - inward}`}
        fill="none"
        stroke="var(--arm)"
        strokeWidth={1.25}
      />
      {[from + inward, to - inward].map((y) => (
        <path key={y} className="armFill" d={`M${x - 1} ${y}l5 -3.5v7z`} />
      ))}
    </>
  );
}
