/*
 * Where a branch should leave the trunk, from one run that watched several sites.
 *
 * Recon counts, layer by layer and step by step, how often two losses' gradients point apart, and stops sharing the layers
 * where they do so most: fewer conflicts are left in what stays shared. A branch of ours takes over everything behind its
 * fork, so what can be chosen is not a set of layers but the sites. Each choice of sites leaves some blocks shared by some
 * heads; the one is proposed under which the heads pull apart least often there. A head at the end of the trunk says what
 * main says and shares everything with it, which is why the last site is nobody's candidate.
 *
 * Source: Shi et al., Recon: Reducing Conflicting Gradients from the Root for Multi-Task Learning, ICLR 2023,
 * arXiv:2302.11289; authors' code: moukamisama/Recon.
 */
import { MAIN, type BranchId, type SiteId } from "./networkGraph";

/** Cosines of two heads' losses on one block, probe by probe. */
export interface PairOnBlock {
  readonly block: SiteId;
  readonly a: BranchId;
  readonly b: BranchId;
  /** `[probes]`; NaN where it is not defined. */
  readonly cosines: ArrayLike<number>;
}

/** A share, and how many cosines it is of. */
export interface Conflict {
  /** From 0 to 1; NaN of none. */
  readonly share: number;
  readonly of: number;
}

/** Gradients point apart below this cosine. */
export const APART = 0;

/**
 * Cosines below which one may count instead: the lower, the graver a conflict has to be. Recon's S; its authors take 0, -.02 and -.1 for
 * their three data sets (names of the files in logs/ of their code).
 */
export const THRESHOLDS: readonly number[] = [APART, -0.02, -0.05, -0.1];

/** Fewer probes are too coarse a count. */
export const FEWEST_PROBES = 12;

/** A set of forks, and how often the losses pull apart on what stays shared under it. */
export interface Placement extends Conflict {
  /** In trunk order. */
  readonly sites: readonly SiteId[];
}

export type ForkProposal =
  | {
      readonly code: "proposal";
      readonly best: Placement;
      /** The second best. */
      readonly next: Placement;
      /** What the first and the second half of the probes say by themselves, where that is something else. */
      readonly halves?: readonly [first: readonly SiteId[], second: readonly SiteId[]];
    }
  /** Nothing to choose from: as many sites are watched as forks are wanted, or fewer. */
  | { readonly code: "fewSites"; readonly watched: number; readonly forks: number }
  | { readonly code: "fewProbes"; readonly probes: number; readonly fewest: number }
  /** Every choice comes to the same. */
  | { readonly code: "equal"; readonly share: number }
  /** No two watched heads share a block on which both have a gradient. */
  | { readonly code: "nothingShared" };

interface Count {
  readonly apart: number;
  readonly of: number;
}

/** Over the probes `from` ≤ probe < `to`. */
function countOf({ cosines }: PairOnBlock, below: number, from: number, to: number): Count {
  let [apart, of] = [0, 0];
  const end = Math.min(to, cosines.length);
  for (let probe = from; probe < end; probe += 1) {
    const cosine = cosines[probe] ?? Number.NaN;
    if (Number.isNaN(cosine)) continue;
    of += 1;
    if (cosine < below) apart += 1;
  }
  return { apart, of };
}

function together(counts: readonly Count[]): Conflict {
  const apart = counts.reduce((sum, count) => sum + count.apart, 0);
  const of = counts.reduce((sum, count) => sum + count.of, 0);
  return { share: apart / of, of };
}

/** Share of the cosines below a threshold, over all pairs and the probes `from` ≤ probe < `to`. */
export function conflictOf(
  pairs: readonly PairOnBlock[],
  below = APART,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): Conflict {
  return together(pairs.map((pair) => countOf(pair, below, from, to)));
}

/** Recon's score of every block, as a share: over all pairs of heads that reach it and all probes. In the pairs' order. */
export function blockScores(
  pairs: readonly PairOnBlock[],
  below = APART,
): readonly (Conflict & { readonly block: SiteId })[] {
  return [...new Set(pairs.map(({ block }) => block))].map((block) => ({
    block,
    ...conflictOf(
      pairs.filter((pair) => pair.block === block),
      below,
    ),
  }));
}

/**
 * The placement that leaves the fewest conflicts.
 * @param candidates watched sites, in trunk order.
 * @param forks how many are wanted, at least one.
 */
export function proposeForks(
  pairs: readonly PairOnBlock[],
  candidates: readonly SiteId[],
  forks: number,
  below = APART,
): ForkProposal {
  if (candidates.length <= forks) return { code: "fewSites", watched: candidates.length, forks };
  const probes = Math.max(0, ...pairs.map(({ cosines }) => cosines.length));
  if (probes < FEWEST_PROBES) return { code: "fewProbes", probes, fewest: FEWEST_PROBES };
  const choices = choose(candidates, forks);
  const ranked = (from: number, to: number): readonly Placement[] => {
    const counted = pairs.map((pair) => ({ ...pair, ...countOf(pair, below, from, to) }));
    return choices
      .map((sites) => ({ sites, ...together(between(counted, sites)) }))
      .filter(({ of }) => of > 0)
      .sort((a, b) => a.share - b.share);
  };
  const whole = ranked(0, probes);
  const [best, next] = whole;
  if (best === undefined || next === undefined) return { code: "nothingShared" };
  if (best.share === whole.at(-1)?.share) return { code: "equal", share: best.share };
  const half = Math.floor(probes / 2);
  const [first, second] = [ranked(0, half)[0]?.sites ?? [], ranked(half, probes)[0]?.sites ?? []];
  const steady = [first, second].every((sites) => sites.join() === best.sites.join());
  return { code: "proposal", best, next, ...(steady ? {} : { halves: [first, second] as const }) };
}

/** The pairs of main and the heads at some sites. */
function between<P extends Pick<PairOnBlock, "a" | "b">>(pairs: readonly P[], sites: readonly SiteId[]): readonly P[] {
  const heads = new Set<BranchId>([MAIN, ...sites]);
  return pairs.filter(({ a, b }) => heads.has(a) && heads.has(b));
}

/** All choices of so many sites, in their order. */
function choose(sites: readonly SiteId[], count: number): readonly (readonly SiteId[])[] {
  if (count === 0) return [[]];
  return sites.flatMap((site, index) => choose(sites.slice(index + 1), count - 1).map((rest) => [site, ...rest]));
}

/**
 * A placement's sites, and for each of them one earlier and one later, in trunk order: what a proposal is tested against.
 * @param sites all that may be forked at, in trunk order.
 * @param most how many at most; the proposed ones stay.
 */
export function withNeighbours(
  placement: readonly SiteId[],
  sites: readonly SiteId[],
  most: number,
): readonly SiteId[] {
  const chosen = new Set(placement);
  for (const step of [-1, 1]) {
    for (const site of placement) {
      const at = sites.indexOf(site);
      const neighbour = at < 0 ? undefined : sites[at + step];
      if (neighbour !== undefined && chosen.size < most) chosen.add(neighbour);
    }
  }
  return sites.filter((site) => chosen.has(site));
}
