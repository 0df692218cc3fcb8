import type { OptimizerSpec } from "../catalog/optimizers/optimizer";

/** Share of the running statistics that one batch replaces (PyTorch's momentum .1). */
export const STATISTICS_RATE = 0.1;

/** What batch norm adds to the variance; PyTorch's default. */
export const NORM_EPSILON = 1e-5;

/** Where running minima of feature variances start, above every variance, as in the bias loss authors' code. */
export const FIRST_MINIMUM = 1e5;

/** The names of a parameter's optimiser slots, as snapshots key them. */
export function slotNames({ kind }: Pick<OptimizerSpec, "kind">, parameter: string): readonly string[] {
  return kind === "sgd" ? [`momentum/${parameter}`] : [`moment1/${parameter}`, `moment2/${parameter}`];
}
