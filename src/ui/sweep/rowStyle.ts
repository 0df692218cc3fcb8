import { ARM_LETTERS } from "../../experiment/experiment";
import type { SweepRow } from "../../sweep/sweepRows";
import { armStyle, type ArmStyle } from "../common/armStyle";

/** How a row looks and what it is called in small places. */
export interface RowStyle {
  readonly className: string;
  readonly marker: ArmStyle["marker"];
  readonly dash: string | undefined;
  /** `A`, or with more rows than letters `A2`: the second variant of the first method. */
  readonly short: string;
}

/** Up to four rows look like arms; of more, the variants of a method share its colour and are told apart by number. */
export function rowStyle(rows: readonly SweepRow[], row: number): RowStyle {
  const few = rows.length <= ARM_LETTERS.length;
  const arm = rows[row]?.armIndex ?? 0;
  const { className, marker, dash, letter } = armStyle(few ? row : arm);
  const variant = rows.slice(0, row + 1).filter(({ armIndex }) => armIndex === arm).length;
  return { className, marker, dash, short: few ? letter : `${letter}${variant}` };
}

/** Plain training without forks, which belongs to no row. */
export const PLAIN_STYLE: RowStyle = { className: "plainRow", marker: "triangle", dash: "1.5 3", short: "" };
