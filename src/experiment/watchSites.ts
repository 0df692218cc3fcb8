import { FEWEST_PROBES } from "../graph/forkProposal";
import type { NetworkGraph, SiteId } from "../graph/networkGraph";
import { MAX_ARMS, MAX_FORKS, type Experiment } from "./experiment";
import { observes } from "./network";
import { plainArm } from "./presets";

/**
 * The sites that are worth watching, in trunk order: all but the input, at which nothing is shared, and the last, at which
 * everything is. Of more than an arm may have, the ends of stages and then every so many of the others.
 */
export function sitesToWatch({ sites }: Pick<NetworkGraph, "sites">): readonly SiteId[] {
  const inner = sites.filter(({ id }, index) => id !== "input" && index < sites.length - 1);
  if (inner.length <= MAX_FORKS) return inner.map(({ id }) => id);
  const ends = inner.filter(({ stageEnd }) => stageEnd).slice(0, MAX_FORKS);
  const others = inner.filter((site) => !ends.includes(site));
  const room = MAX_FORKS - ends.length;
  const spread = Array.from({ length: room }, (_, index) => others[Math.floor(((index + 0.5) * others.length) / room)]);
  return inner.filter((site) => ends.includes(site) || spread.includes(site)).map(({ id }) => id);
}

/** Twice as many probes as a reading needs. */
const WANTED_PROBES = 2 * FEWEST_PROBES;

/**
 * The experiment with an arm that watches every site: its plain arm, or one more. Probes come often enough to be counted.
 * @returns undefined where there is no room for another arm.
 */
export function withEverySiteWatched(experiment: Experiment, trunk: NetworkGraph): Experiment | undefined {
  const watcher = plainArm(...sitesToWatch(trunk));
  const at = experiment.arms.findIndex(observes);
  if (at < 0 && experiment.arms.length >= MAX_ARMS) return undefined;
  const arms =
    at < 0
      ? [...experiment.arms, watcher]
      : experiment.arms.map((arm, index) => (index === at ? { ...arm, forks: watcher.forks } : arm));
  const { training, measure } = experiment;
  const often = Math.max(1, Math.floor(training.budget / WANTED_PROBES));
  const probeEvery = measure.probeEvery > 0 ? Math.min(measure.probeEvery, often) : often;
  return { ...experiment, measure: { ...measure, probeEvery }, arms };
}
