import type { SiteId } from "../../graph/networkGraph";
import { decimal } from "../words/format";
import type { Band, GridGeometry } from "./gridGeometry";
import { sweepWords } from "../words/sweepWords";
import styles from "./Grid.module.css";

interface GridLabelsProps {
  /** In the order of the network. */
  readonly sites: readonly { readonly id: SiteId; readonly title: string }[];
  readonly geometry: GridGeometry;
  readonly ticks: readonly number[];
  readonly y: (value: number) => number;
}

/** What stands in each band of the columns; it stays while they scroll. */
export function GridLabels({ sites, geometry, ticks, y }: GridLabelsProps) {
  const { chart, matrix, siteHeight, spark, agreement, compute, status } = geometry;
  const at = ({ top, height }: Band) => ({ top: top + height / 2 });
  return (
    <div className={styles.labels} style={{ height: geometry.height }}>
      <span className={styles.label} style={{ top: chart.top + 24 }}>
        {sweepWords.bands.accuracy}
      </span>
      {ticks.map((tick) => (
        <span key={tick} className={styles.tickText} style={{ top: y(tick) }} data-edge={y(tick) < chart.top + 40}>
          {decimal(tick, 2)}
        </span>
      ))}
      <span className={styles.label} style={{ top: matrix.top + 0.5 * siteHeight }}>
        {sweepWords.forkAfter}
      </span>
      {sites.map(({ id, title }, index) => (
        <span key={id} className={styles.site} style={{ top: matrix.top + (index + 0.5) * siteHeight }}>
          {title}
        </span>
      ))}
      {(
        [
          [spark, sweepWords.bands.curve],
          [agreement, sweepWords.bands.agreement],
          [compute, sweepWords.bands.compute],
          [status, sweepWords.bands.status],
        ] as const
      ).map(([band, text]) => (
        <span key={text} className={styles.label} style={at(band)}>
          {text}
        </span>
      ))}
    </div>
  );
}
