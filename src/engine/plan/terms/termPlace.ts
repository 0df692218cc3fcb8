import type { Region } from "../region";

/** What a term needs besides the network's tensors. */
export interface TermPlace {
  /** `[value, gradient, from, to]` */
  readonly control: Region;
  /** The term's rows, `[batch]`; absent where values are not asked for. */
  readonly losses?: Region;
  /** Rows in the divisor of the mean. */
  readonly used: number;
  /** `[batch]` sample weights. */
  readonly weights?: Region;
}
