import { describe, expect, test } from "vitest";
import { dsnArm, plainArm, smallData } from "../experiment/presets";
import type { Arm } from "../experiment/experiment";
import { forkReading } from "./forkReading";
import { newRun, type RunRecord } from "./runRecord";
import { append, emptySeries } from "./series";

/** Twenty probes of which so many point apart, spread evenly. */
const curve = (apart: number) =>
  Array.from({ length: 20 }, (_, at) => at).reduce(
    (series, at) =>
      append(series, 5 * at, Math.floor(((at + 1) * apart) / 20) > Math.floor((at * apart) / 20) ? -0.5 : 0.5),
    emptySeries,
  );

const watching = plainArm("stem", "s1b1", "s2b1");

/** Main gets along best with the head after stage 2, then with that after stage 1. */
function recordOf(...arms: readonly Arm[]): RunRecord {
  const record = newRun("run", { ...smallData, arms });
  const blocks = {
    "main|stem": { stem: curve(10) },
    "main|s1b1": { stem: curve(6), s1b1: curve(4) },
    "main|s2b1": { stem: curve(2), s1b1: curve(2), s2b1: curve(2) },
    "stem|s1b1": { stem: curve(4) },
    "stem|s2b1": { stem: curve(8) },
    "s1b1|s2b1": { stem: curve(3), s1b1: curve(2) },
  };
  return {
    ...record,
    arms: record.arms.map((one, index) => (arms[index] === watching ? { ...one, blocks } : one)),
  };
}

describe("where a run says to fork", () => {
  test("is read of the arm that watches, for as many forks as the other one has", () => {
    const reading = forkReading(recordOf(dsnArm("s1b1"), watching));
    expect(reading).toMatchObject({
      arm: 1,
      watched: ["stem", "s1b1", "s2b1"],
      sites: ["stem", "s1b1", "s2b1"],
      forks: 1,
      proposal: {
        code: "proposal",
        best: { sites: ["s2b1"], share: 6 / 60 },
        next: { sites: ["s1b1"], share: 10 / 40 },
      },
      already: [],
    });
    // Pairs that reach the stem: 10 + 6 + 2 + 4 + 8 + 3 of 120; s1b1: 4 + 2 + 2 of 60; s2b1: 2 of 20; no two reach s3b1.
    expect(reading?.blocks.map(({ block, conflict }) => [block, conflict?.share])).toEqual([
      ["stem", 33 / 120],
      ["s1b1", 8 / 60],
      ["s2b1", 2 / 20],
      ["s3b1", undefined],
    ]);
  });

  test("may be asked for another number of forks, as long as that leaves a choice", () => {
    const record = recordOf(dsnArm("s1b1", "s2b1"), watching);
    expect(forkReading(record)).toMatchObject({ forks: 2, already: [0] });
    expect(forkReading(record, 1)).toMatchObject({ forks: 1, already: [] });
    expect(forkReading(record, 3)).toMatchObject({ forks: 2 });
  });

  test("needs heads at two sites; of two arms that see as much the one that only watches is read", () => {
    expect(forkReading(recordOf(dsnArm("s1b1")))).toBeUndefined();
    // After the last block everything is shared: that site is no candidate.
    expect(forkReading(recordOf(dsnArm("s1b1", "s3b1")))).toBeUndefined();
    expect(forkReading(recordOf(dsnArm("stem", "s1b1", "s2b1"), watching))).toMatchObject({ arm: 1 });
    expect(forkReading(recordOf(dsnArm("stem", "s2b1")))).toMatchObject({
      arm: 0,
      watched: ["stem", "s2b1"],
      proposal: { code: "fewProbes", probes: 0, fewest: 12 },
    });
  });
});
