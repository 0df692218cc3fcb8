import { observes } from "../experiment/network";
import { networksOf } from "../experiment/networks";
import { sitesToWatch } from "../experiment/watchSites";
import { APART, blockScores, proposeForks, type Conflict, type ForkProposal } from "../graph/forkProposal";
import type { SiteId } from "../graph/networkGraph";
import { pairsOnBlocks } from "./blockCurves";
import type { RunRecord } from "./runRecord";

/** A block of the trunk and how often the losses pull it apart; undefined where no two heads reach it. */
export interface ScoredBlock {
  readonly block: SiteId;
  readonly conflict: Conflict | undefined;
}

/** What a run says of where to fork, by the arm that watches most sites. */
export interface ForkReading {
  readonly arm: number;
  /** Sites with a head, of those worth watching, in trunk order. */
  readonly watched: readonly SiteId[];
  /** Worth watching. */
  readonly sites: readonly SiteId[];
  /** Every block of the trunk, in order. */
  readonly blocks: readonly ScoredBlock[];
  /** How many forks are asked for. */
  readonly forks: number;
  readonly proposal: ForkProposal;
  /** Arms that fork just as is proposed. */
  readonly already: readonly number[];
}

/**
 * Reads a run's probes.
 * @param wanted how many forks; undefined: as many as the arms that teach have, as far as that leaves a choice.
 * @param below cosines below it are conflicts.
 * @returns undefined where no arm has heads at two sites that are worth watching: there is nothing to compare.
 */
export function forkReading(record: RunRecord, wanted?: number, below = APART): ForkReading | undefined {
  const { experiment } = record;
  const { trunk } = networksOf(experiment);
  const sites = trunk === undefined ? [] : sitesToWatch(trunk);
  const watchedBy = record.arms.map(({ branches }) => sites.filter((site) => branches.includes(site)));
  const rank = (arm: number): number => {
    const only = experiment.arms[arm];
    // Of two that see as much, the one that watches without teaching.
    return 2 * (watchedBy[arm]?.length ?? 0) + (only !== undefined && observes(only) ? 1 : 0);
  };
  const [arm] = record.arms.map((_, index) => index).sort((a, b) => rank(b) - rank(a));
  const curves = arm === undefined ? undefined : record.arms[arm];
  const watched = arm === undefined ? [] : (watchedBy[arm] ?? []);
  if (trunk === undefined || arm === undefined || curves === undefined || watched.length < 2) return undefined;
  const placements = experiment.arms.map(({ forks }) => [...new Set(forks.map(({ site }) => site))]);
  const teaching = placements.filter((_, index) => {
    const one = experiment.arms[index];
    return index !== arm && one !== undefined && !observes(one);
  });
  const usual = Math.max(1, ...teaching.map((placed) => placed.length));
  const forks = Math.min(wanted ?? usual, watched.length - 1);
  const pairs = pairsOnBlocks(curves);
  const scores = new Map(blockScores(pairs, below).map(({ block, ...conflict }) => [block, conflict]));
  const proposal = proposeForks(pairs, watched, forks, below);
  const proposed = proposal.code === "proposal" ? proposal.best.sites : undefined;
  return {
    arm,
    watched,
    sites,
    blocks: trunk.sites.flatMap(({ id }) => (id === "input" ? [] : [{ block: id, conflict: scores.get(id) }])),
    forks,
    proposal,
    already: placements.flatMap((placed, index) =>
      proposed?.length === placed.length && proposed.every((site) => placed.includes(site)) ? [index] : [],
    ),
  };
}
