import { describe, expect, test } from "vitest";
import { blockScores, conflictOf, proposeForks, withNeighbours, type PairOnBlock } from "./forkProposal";

const pair = (a: string, b: string, block: string, ...cosines: readonly number[]): PairOnBlock => ({
  a,
  b,
  block,
  cosines,
});

/** Twelve probes: the first `apart` of them point apart. */
const first = (apart: number): readonly number[] => Array.from({ length: 12 }, (_, at) => (at < apart ? -0.1 : 0.1));
/** The last of them do. */
const last = (apart: number): readonly number[] => [...first(apart)].reverse();

/** Every second does. */
const evenly: readonly number[] = first(0).map((value, at) => (at % 2 === 0 ? -value : value));

const NONE = Number.NaN;

/** Heads at the stem and after three blocks; the one in the middle gets along best with main, and the outer two with each other. */
const pairs: readonly PairOnBlock[] = [
  pair("main", "stem", "stem", ...evenly),
  pair("main", "s1b1", "stem", ...first(2)),
  pair("main", "s1b1", "s1b1", ...last(1)),
  pair("main", "s2b1", "stem", ...first(4)),
  pair("main", "s2b1", "s1b1", ...first(3)),
  pair("main", "s2b1", "s2b1", ...last(2)),
  pair("stem", "s1b1", "stem", ...first(12)),
  pair("stem", "s2b1", "stem", ...first(0)),
  pair("s1b1", "s2b1", "stem", ...first(11)),
  pair("s1b1", "s2b1", "s1b1", ...first(11)),
];
const sites = ["stem", "s1b1", "s2b1"];

describe("conflicts", () => {
  test("are counted where a cosine is defined and below the threshold", () => {
    const some = [pair("main", "stem", "stem", -0.2, NONE, 0, 0.3), pair("main", "s1b1", "stem", NONE, -1)];
    expect(conflictOf(some)).toEqual({ share: 2 / 4, of: 4 });
    expect(conflictOf(some, -0.5)).toEqual({ share: 1 / 4, of: 4 });
    expect(conflictOf(some, 0.1, 2, 4)).toEqual({ share: 1 / 2, of: 2 });
    expect(conflictOf([]).share).toBeNaN();
  });

  test("a block's score is the share over all pairs that reach it", () => {
    const scores = blockScores(pairs);
    expect(scores.map(({ block, of }) => [block, of])).toEqual([
      ["stem", 72],
      ["s1b1", 36],
      ["s2b1", 12],
    ]);
    // 6 + 2 + 4 + 12 + 0 + 11 of 72; 1 + 3 + 11 of 36; 2 of 12.
    expect(scores.map(({ share }) => share)).toEqual([35 / 72, 15 / 36, 2 / 12]);
  });
});

describe("the proposal", () => {
  test("of one fork leaves main and the branch the fewest conflicts", () => {
    // stem 6/12, s1b1 3/24, s2b1 9/36.
    expect(proposeForks(pairs, sites, 1)).toMatchObject({
      code: "proposal",
      best: { sites: ["s1b1"], share: 3 / 24, of: 24 },
      next: { sites: ["s2b1"], share: 9 / 36, of: 36 },
    });
  });

  test("of two counts the branches' conflicts with each other, too", () => {
    // stem + s1b1: 6 + 3 + 12 of 48; stem + s2b1: 6 + 9 + 0 of 60; s1b1 + s2b1: 3 + 9 + 22 of 84.
    expect(proposeForks(pairs, sites, 2)).toMatchObject({
      code: "proposal",
      best: { sites: ["stem", "s2b1"], share: 15 / 60 },
      next: { sites: ["s1b1", "s2b1"], share: 34 / 84 },
    });
  });

  test("says where the halves of the run disagree with it, and nothing where they do not", () => {
    // Of the halves stem has 3/6 and 3/6, s1b1 2/12 and 1/12, s2b1 7/18 and 2/18.
    expect(proposeForks(pairs, sites, 1)).not.toHaveProperty("halves");
    const turned = [pair("main", "stem", "stem", ...evenly), pair("main", "s1b1", "stem", ...last(5))];
    expect(proposeForks(turned, ["stem", "s1b1"], 1)).toMatchObject({
      best: { sites: ["s1b1"] },
      // 0/6 against 3/6, then 5/6 against 3/6.
      halves: [["s1b1"], ["stem"]],
    });
  });

  test("is refused by a reason where there is nothing to go by", () => {
    expect(proposeForks(pairs, ["stem"], 1)).toEqual({ code: "fewSites", watched: 1, forks: 1 });
    expect(proposeForks(pairs, sites, 3)).toEqual({ code: "fewSites", watched: 3, forks: 3 });
    const short = pairs.map((one) => ({ ...one, cosines: first(6).slice(0, 11) }));
    expect(proposeForks(short, sites, 1)).toEqual({ code: "fewProbes", probes: 11, fewest: 12 });
    expect(proposeForks([], sites, 1)).toEqual({ code: "fewProbes", probes: 0, fewest: 12 });
    const alike = pairs.map((one) => ({ ...one, cosines: first(3) }));
    expect(proposeForks(alike, sites, 2)).toEqual({ code: "equal", share: 0.25 });
    const silent = pairs.map((one) => ({ ...one, cosines: first(0).map(() => NONE) }));
    expect(proposeForks(silent, sites, 1)).toEqual({ code: "nothingShared" });
  });
});

test("a proposal is tested against one site earlier and one later for each fork", () => {
  const all = ["stem", "s1b1", "s1b2", "s2b1", "s2b2", "s3b1"];
  expect(withNeighbours(["s1b2"], all, 8)).toEqual(["s1b1", "s1b2", "s2b1"]);
  expect(withNeighbours(["stem", "s2b2"], all, 8)).toEqual(["stem", "s1b1", "s2b1", "s2b2", "s3b1"]);
  expect(withNeighbours(["s1b1", "s2b2"], all, 3)).toEqual(["stem", "s1b1", "s2b2"]);
});
