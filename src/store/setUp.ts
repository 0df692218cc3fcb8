import type { Arm, Experiment } from "../experiment/experiment";

/** What the visitor has set up: all of it comes back with undo. */
export interface SetUp {
  readonly experiment: Experiment;
  /** One per arm: its settings must not change by accident. */
  readonly locked: readonly boolean[];
  /** The seeds to be trained, in order; the experiment's own is among them. */
  readonly seeds: readonly number[];
}

/** A series of more seeds than this is a sweep. */
export const MAX_SEEDS = 10;

/** As many seeds as asked for, counted up from the first. */
export function seedsFrom(first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => (first + index) % 2 ** 31);
}

/** Whether two experiments are one but for their seed. */
export function sameButSeed(one: Experiment, other: Experiment): boolean {
  return one === other || JSON.stringify({ ...one, seed: 0 }) === JSON.stringify({ ...other, seed: 0 });
}

/**
 * The set-up with another experiment taken as a whole: another seed of the same one keeps the series, the same arms keep
 * their locks.
 */
export function withWhole(before: SetUp, experiment: Experiment): SetUp {
  const sameArms = JSON.stringify(before.experiment.arms) === JSON.stringify(experiment.arms);
  const ofSeries = before.seeds.includes(experiment.seed) && sameButSeed(before.experiment, experiment);
  return {
    experiment,
    locked: sameArms ? before.locked : experiment.arms.map(() => false),
    seeds: ofSeries ? before.seeds : [experiment.seed],
  };
}

/** The set-up with its experiment edited: the locks stay with their arms, and a new seed begins a series as long. */
export function withEdited(before: SetUp, experiment: Experiment): SetUp {
  return {
    experiment,
    locked: experiment.arms === before.experiment.arms ? before.locked : locksOf(before, experiment.arms),
    seeds: experiment.seed === before.experiment.seed ? before.seeds : seedsFrom(experiment.seed, before.seeds.length),
  };
}

/** Arms are edited in place, added at the end, or taken out one by one. */
function locksOf({ experiment, locked }: SetUp, arms: readonly Arm[]): readonly boolean[] {
  if (arms.length >= experiment.arms.length) return arms.map((_, index) => locked[index] ?? false);
  const gone = experiment.arms.findIndex((arm, index) => arm !== arms[index]);
  return locked.filter((_, index) => index !== gone);
}
