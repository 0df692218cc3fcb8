import type { Region } from "../plan/region";

/** What a kernel is given: a region becomes its address, what is absent becomes 0, yes and no become 1 and 0. */
export type Argument = Region | number | boolean | undefined;

/** One call of a kernel. */
export interface Call {
  readonly kernel: string;
  readonly values: readonly Argument[];
}

/** A growing list of calls: what becomes of a plan's operations here. */
export class Emission {
  readonly calls: Call[] = [];

  call(kernel: string, ...values: readonly Argument[]): void {
    this.calls.push({ kernel, values });
  }
}

export function isRegion(value: Argument): value is Region {
  return typeof value === "object";
}
