import * as v from "valibot";
import type { Wire } from "./wire";

/** How one shape of convolution is computed, and what it was chosen from. */
const tunedShape = v.object({
  variant: v.string(),
  /** Milliseconds by variant, of those that were timed; none where the choice is an estimate. */
  ms: v.record(v.string(), v.pipe(v.number(), v.finite(), v.minValue(0))),
});

/** What a graphics card computes convolutions with, as found by measuring; kept between visits. */
export const tuningTable = v.object({
  /** The browser, the adapter and the kernels that this holds for. */
  machine: v.string(),
  shapes: v.record(v.string(), tunedShape),
});

export type TuningTable = Wire<typeof tuningTable>;
