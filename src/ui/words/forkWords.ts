import { formatNumber } from "../../schema/formatNumber";
import { plural } from "./plural";

const list = new Intl.ListFormat("en-GB");

/** A share as it is said: `8.3 %`. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)}\u00a0%`;

/** A threshold: `0`, `−.05`. */
export const belowText = (below: number): string => formatNumber(below).replace("-", "−");

/** Words of the tab that says where to fork. */
export const forkWords = {
  question: "Where do the losses leave each other in peace?",
  help: (below: string) =>
    `On each block: in how much of what was probed two heads' losses pull it apart (cosine below ${below}), over all pairs of heads that reach it.`,
  below: "Conflict below",
  belowHelp: "Two losses pull a block apart where the cosine of their gradients is below this; the lower, the graver",
  term: "conflict score",
  trunk: "The trunk, block by block",
  apart: (below: string, share: string, of: string) => `below ${below} in ${share} of ${of} cosines`,
  unmeasured: "not measured",
  none: "–",
  proposed: "fork here",
  watched: "watched",
  unwatched: "not watched",
  forks: "Forks",
  proposal: (places: readonly string[], below: string, share: string, next: readonly string[], other: string) =>
    `Fork ${list.format(places)}: on the blocks that main and ${plural(places.length, "the branch", "the branches")} would still share, their losses pulled apart (cosine below ${below}) in ${share} of what was probed. The next best is ${list.format(next)}, with ${other}.`,
  steady: "Both halves of the run say the same.",
  halves: (first: readonly string[], second: readonly string[]) =>
    `The halves of the run do not agree: the first says ${list.format(first)}, the second ${list.format(second)}. Take it as a hint.`,
  worst: (block: string, share: string) => `Fought over most: ${block}, in ${share}.`,
  already: (letters: readonly string[]) =>
    `${plural(letters.length, "Arm", "Arms")} ${list.format(letters)} ${plural(letters.length, "forks", "fork")} there already.`,
  caveat:
    "Less conflict is not yet more accuracy: in twelve tests on Tiny, counted below 0, the proposal was the best placement in four, as often as a guess. Train it beside its neighbours and see.",
  test: "Test it",
  testHelp: "Opens the ablation with these forks and, for each, one site earlier and one later",
  otherTrunk: "The set-up has another trunk by now, so there is nothing to test it on.",
  watches: (letter: string, watched: number, sites: number) =>
    `Arm ${letter} has heads at ${watched} of ${sites} sites; only those are compared.`,
  every: "Watch every site",
  everyHelp: "An arm that trains plainly, with a pooled head behind a stop-gradient at every site",
  ready: "The set-up watches every site. Play it, and this tab reads it.",
  full: "There is no room for an arm that watches: remove one, or set one to plain.",
  reasons: {
    unrun: "This is read from a run's probes. There is no run yet.",
    unwatched: "No arm of this run has heads at two sites or more, so there is nothing to compare.",
    fewSites: (watched: number) =>
      `With heads at ${watched} ${plural(watched, "site", "sites")} there is no choice to make; watch more of them.`,
    fewProbes: (probes: number, fewest: number) =>
      `${probes} ${plural(probes, "probe", "probes")} so far; from ${fewest} on there is enough to count. A longer run has more of them, or one that probes more often (All settings).`,
    equal: (below: string, share: string, strict: boolean) =>
      `Wherever one forks, ${share} of what stays shared was pulled apart (cosine below ${below}): these gradients speak for no site.${strict ? " Nearer to 0 more is counted." : ""}`,
    nothingShared: "No two of these heads had a gradient on the same block, so nothing could be compared.",
  },
} as const;
