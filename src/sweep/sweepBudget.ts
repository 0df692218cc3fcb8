import { networksOf, workOf } from "../experiment/networks";
import { finish, type Steps } from "../tasks/steps";
import { sitesOf, type Sweep } from "./sweep";
import type { SweepCell } from "./expandSweep";

/** What a run of a sweep costs, from its set-up alone. */
export interface CellWork {
  /** Updates of the whole run. */
  readonly steps: number;
  /** Multiply-adds of the whole run, forward and backward, evaluations included. */
  readonly multiplyAdds: number;
}

/** How fast a machine is, from ten steps of a light and of a heavy run. */
export interface SweepPace {
  /** Milliseconds from a run's start to its first step. */
  readonly prepareMs: number;
  /** Milliseconds that a step takes however small the network is. */
  readonly stepMs: number;
  readonly msPerMultiplyAdd: number;
}

/** What one short run told. */
export interface PaceProbe {
  readonly prepareMs: number;
  /** Of each step, in order. */
  readonly stepMs: readonly number[];
  readonly work: CellWork;
}

/** Steps that a calibration trains. */
export const CALIBRATION_STEPS = 10;
/** The first steps wait for pipelines that are still being made. */
const WARM_UP = 3;

/**
 * The work of every cell by its id. Branches add to the trunk and not to each other, so that the network without forks
 * and those with a single one tell all placements; nothing else is built.
 */
export function workOfCells(sweep: Sweep, cells: readonly SweepCell[]): ReadonlyMap<string, CellWork> {
  return finish(workInSteps(sweep, cells));
}

/** {@link workOfCells}, a step per network and a step per hundred cells. */
export function* workInSteps(sweep: Sweep, cells: readonly SweepCell[]): Steps<ReadonlyMap<string, CellWork>> {
  const [seed] = sweep.seeds;
  const sites = sitesOf(sweep);
  const alone = new Map<string, number>();
  for (const { placement, rows, seed: own, experiment, plain } of cells) {
    if (own !== seed || placement.length > 1) continue;
    const work = workOf(experiment);
    for (const row of rows) alone.set(`${row}/${placement.join("")}`, work);
    if (!plain && placement.length === 1) {
      // Where no fork means no run, or another method's, the trunk's own work is asked of this row's trunk.
      const trunk = { ...experiment, arms: experiment.arms.map((arm) => ({ ...arm, forks: [] })) };
      const built = networksOf(trunk).arms.every((arm) => arm !== undefined);
      for (const row of rows) if (built && !alone.has(`${row}/`)) alone.set(`${row}/`, workOf(trunk));
    }
    yield;
  }
  const found = new Map<string, CellWork>();
  for (const [index, { id, placement, rows, experiment }] of cells.entries()) {
    const [row = 0] = rows;
    const trunk = alone.get(`${row}/`) ?? 0;
    const added = sites
      .filter((site) => placement.includes(site))
      .reduce((sum, site) => sum + Math.max(0, (alone.get(`${row}/${site}`) ?? trunk) - trunk), 0);
    found.set(id, { steps: experiment.training.budget, multiplyAdds: trunk + added });
    if (index % 100 === 99) yield;
  }
  return found;
}

/** A machine's pace from short runs: a share per step and a share per multiply-add, neither below nothing. */
export function paceFrom(probes: readonly PaceProbe[]): SweepPace {
  const points = probes.flatMap(({ stepMs, work }) => {
    const warm = stepMs.slice(WARM_UP).length > 0 ? stepMs.slice(WARM_UP) : stepMs;
    const ms = median(warm);
    return ms === undefined ? [] : [{ ms, multiplyAdds: work.multiplyAdds / work.steps }];
  });
  const sorted = points.toSorted((a, b) => a.multiplyAdds - b.multiplyAdds);
  const [light, heavy] = [sorted[0], sorted.at(-1)];
  // The later run finds kernels that an earlier one made, as most runs of a sweep do.
  const prepareMs = probes.at(-1)?.prepareMs ?? 0;
  if (light === undefined || heavy === undefined) return { prepareMs, stepMs: 0, msPerMultiplyAdd: 0 };
  const span = heavy.multiplyAdds - light.multiplyAdds;
  const slope = span > 0 ? (heavy.ms - light.ms) / span : 0;
  if (slope <= 0) return { prepareMs, stepMs: (light.ms + heavy.ms) / 2, msPerMultiplyAdd: 0 };
  const rest = light.ms - slope * light.multiplyAdds;
  return rest >= 0
    ? { prepareMs, stepMs: rest, msPerMultiplyAdd: slope }
    : { prepareMs, stepMs: 0, msPerMultiplyAdd: heavy.ms / heavy.multiplyAdds };
}

/** Milliseconds that a run will take. */
export function cellMs({ steps, multiplyAdds }: CellWork, { prepareMs, stepMs, msPerMultiplyAdd }: SweepPace): number {
  return prepareMs + steps * stepMs + multiplyAdds * msPerMultiplyAdd;
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
