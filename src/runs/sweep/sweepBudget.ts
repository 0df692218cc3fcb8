import { workOf } from "../networks";
import type { SweepCell } from "./expandSweep";

/** How fast a machine is, from one run on it. */
export interface SweepPace {
  /** Milliseconds per step of that run. */
  readonly stepMs: number;
  /** Its multiply-adds per step, all arms. */
  readonly multiplyAddsPerStep: number;
}

/** Multiply-adds of some cells, forward and backward, evaluations included. */
export function workOfCells(cells: readonly SweepCell[]): number {
  return cells.reduce((sum, { experiment }) => sum + workOf(experiment), 0);
}

/**
 * Milliseconds that some cells will take one after the other: their multiply-adds at the pace of a run whose step is
 * known. Small networks wait for dispatches rather than for arithmetic, so this is the order of magnitude.
 */
export function estimateMs(cells: readonly SweepCell[], { stepMs, multiplyAddsPerStep }: SweepPace): number {
  return (workOfCells(cells) / multiplyAddsPerStep) * stepMs;
}
