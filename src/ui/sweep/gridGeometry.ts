/** Where everything stands in a column of the placement grid, in pixels; labels beside it use the same numbers. */
export interface GridGeometry {
  readonly slotWidth: number;
  readonly columnWidth: number;
  readonly height: number;
  /** Top and height of each band. */
  readonly chart: Band;
  readonly matrix: Band;
  readonly siteHeight: number;
  readonly spark: Band;
  readonly agreement: Band;
  readonly compute: Band;
  readonly status: Band;
}

export interface Band {
  readonly top: number;
  readonly height: number;
}

const CHART = 250;
const SITE = 30;
const SPARK = 58;
const AGREEMENT = 44;
const COMPUTE = 44;
const STATUS = 48;
const GAP = 12;

/** Wider columns say no more. */
const WIDEST = 200;
const WIDEST_SLOT = 64;

/**
 * Few columns share the room that there is; many keep their width and scroll.
 * @param rows marks beside each other in a column
 * @param room width of all columns together, in pixels; 0 while it is not known
 */
export function gridGeometry(rows: number, sites: number, columns = 1, room = 0): GridGeometry {
  const least = rows <= 2 ? 44 : rows <= 4 ? 38 : 30;
  const narrowest = Math.max(98, rows * least + 14);
  const columnWidth = Math.max(narrowest, Math.min(WIDEST, Math.floor(room / Math.max(1, columns))));
  const slotWidth = Math.max(least, Math.min(WIDEST_SLOT, Math.floor((columnWidth - 14) / Math.max(1, rows))));
  let top = 0;
  const band = (height: number): Band => {
    const placed = { top, height };
    top += height + GAP;
    return placed;
  };
  const chart = band(CHART);
  const matrix = band(sites * SITE);
  const spark = band(SPARK);
  const agreement = band(AGREEMENT);
  const compute = band(COMPUTE);
  const status = band(STATUS);
  return {
    slotWidth,
    columnWidth,
    height: top - GAP,
    chart,
    matrix,
    siteHeight: SITE,
    spark,
    agreement,
    compute,
    status,
  };
}

/** The middle of a slot that reaches over some rows. */
export function slotCentre({ columnWidth, slotWidth }: GridGeometry, rows: number, from: number, to: number): number {
  return columnWidth / 2 + ((from + to + 1) / 2 - rows / 2) * slotWidth;
}
