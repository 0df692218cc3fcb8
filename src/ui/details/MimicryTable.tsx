import type { NetworkGraph } from "../../graph/networkGraph";
import type { MimicryMatrix } from "../../experiment/mimicry";
import type { SeriesBy } from "../../record/runRecord";
import { latest, type Series } from "../../record/series";
import { armStyle } from "../common/armStyle";
import { loss } from "../words/format";
import { useLab } from "../common/labContext";
import { detailsStrings } from "../words/detailsStrings";
import { branchTitle } from "../words/wording";
import { Sparkline } from "./Sparkline";
import styles from "./Details.module.css";

interface MimicryTableProps {
  readonly matrix: MimicryMatrix;
  readonly losses: SeriesBy<string>;
  readonly arm: number;
  readonly budget: number;
  readonly trunk: NetworkGraph | undefined;
}

/** Who imitates whom: a row per student, a column per teacher, in each cell the term's value and its course. */
export function MimicryTable({ matrix: { heads, rows }, losses, arm, budget, trunk }: MimicryTableProps) {
  const caption = detailsStrings.mimicryCaption(armStyle(arm).letter);
  return (
    // Many heads are wider than a phone: scrolled by finger or by arrow keys.
    <div className={styles.scroll} role="group" tabIndex={0} aria-label={caption}>
      <table className={styles.mimicry}>
        <caption className="sr">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{detailsStrings.studentTeacher}</th>
            {heads.map((teacher) => (
              <th key={teacher} scope="col">
                {branchTitle(trunk, teacher)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ student, cells }) => (
            <tr key={student}>
              <th scope="row">{branchTitle(trunk, student)}</th>
              {cells.map((term, column) => (
                <td key={heads[column]}>
                  {term === undefined ? (
                    <span className="muted">{detailsStrings.noMimicry}</span>
                  ) : (
                    <Cell series={losses[term]} arm={arm} budget={budget} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({
  series,
  arm,
  budget,
}: {
  readonly series: Series | undefined;
  readonly arm: number;
  readonly budget: number;
}) {
  const atStep = useLab((state) => state.scrubStep);
  const point = series === undefined ? undefined : latest(series, atStep);
  return (
    <span className={styles.cell}>
      <Sparkline series={series} arm={arm} budget={budget} width={40} />
      <b>{point === undefined ? "–" : loss(point.value)}</b>
    </span>
  );
}
