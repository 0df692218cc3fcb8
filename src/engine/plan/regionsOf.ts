import type { Planned } from "./operations";
import type { Region } from "./region";

/** The regions that an operation reads, or writes, as a list. */
export function regionsOf(named: Planned["reads"] | Planned["writes"]): readonly Region[] {
  return Object.values(named as { readonly [name: string]: Region | readonly Region[] | undefined })
    .flat()
    .filter((region) => region !== undefined);
}
