import { describe, expect, it } from "vitest";
import type { Experiment } from "../../experiment/experiment";
import { encodeLink } from "../../experiment/link/encode";
import { findPreset, smallData } from "../../experiment/presets";
import type { LibraryEntry } from "../libraryEntrySchema";
import { foldRun } from "../foldRun";
import { newRun } from "../runRecord";
import { points } from "../series";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import { meanGhost } from "./meanGhost";
import { nextSeedOf, seedResults } from "./seedResults";
import { seedDifferences, seedMean, seedStatement } from "./seedStatement";

let count = 0;
function entry(
  experiment: Experiment,
  values: readonly (number | null)[],
  changed: Partial<LibraryEntry> = {},
): LibraryEntry {
  count += 1;
  return {
    id: `r-${count}`,
    number: count,
    link: encodeLink(experiment),
    created: count,
    name: "",
    note: "",
    starred: false,
    phase: "completed",
    step: experiment.training.budget,
    budget: experiment.training.budget,
    seed: experiment.seed,
    agent: "",
    arms: values.map((value) => ({
      title: "",
      accuracy: [
        ["main", value],
        ["s1b1", 0.1],
      ],
      variants: {},
    })),
    ...changed,
  };
}

const seeded = (seed: number): Experiment => ({ ...smallData, seed });

describe("results by seed", () => {
  it("are those of finished runs that differ in nothing but the seed, the newest of each", () => {
    const other = { ...smallData, training: { ...smallData.training, batchSize: 32 } };
    const library = [
      entry(seeded(44), [0.6, 0.7]),
      entry(seeded(42), [0.5, 0.55]),
      entry(seeded(42), [0.1, 0.1]),
      entry(seeded(43), [0.3, 0.3], { phase: "stopped" }),
      entry({ ...other, seed: 45 }, [0.9, 0.9]),
      entry(seeded(7), [0.6, null]),
    ];
    const results = seedResults(seeded(43), library);
    expect(results.map(({ seed, values }) => [seed, ...values])).toEqual([
      [7, 0.6, null],
      [42, 0.5, 0.55],
      [44, 0.6, 0.7],
    ]);
    expect(seedDifferences(results, 0, 1).map(({ seed, points }) => [seed, Math.round(points * 100)])).toEqual([
      [42, 500],
      [44, 1000],
    ]);
    expect(nextSeedOf([42, 43, 44], results)).toBe(43);
    expect(nextSeedOf([44, 42], results)).toBeUndefined();
    expect(seedResults(seeded(43), [...library, entry(seeded(43), [0.5, 0.5])])).toHaveLength(4);
  });

  it("give each arm's mean and its deviation between seeds", () => {
    const results = seedResults(seeded(1), [entry(seeded(1), [0.5, 0.6]), entry(seeded(2), [0.7, null])]);
    expect(seedMean(results, 0)).toEqual({ n: 2, mean: 0.6, deviation: expect.closeTo(Math.SQRT2 / 10, 12) as number });
    expect(seedMean(results, 1)).toEqual({ n: 1, mean: 0.6, deviation: NaN });
    expect(seedMean(results, 2)).toBeUndefined();
  });
});

describe("what seeds say of two arms", () => {
  const say = (...points: readonly number[]) => seedStatement(points.map((value, seed) => ({ seed, points: value })));

  it("is nothing without one, and no evidence with one", () => {
    expect(say()).toEqual({ kind: "none" });
    expect(say(9)).toEqual({ kind: "one", points: 9 });
  });

  it("is that they agree only when every one does", () => {
    expect(say(1, 2, 3.3)).toEqual({ kind: "agree", leader: "second", n: 3, mean: expect.closeTo(2.1, 12) as number });
    expect(say(-1, -3)).toEqual({ kind: "agree", leader: "first", n: 2, mean: -2 });
    expect(say(1, 2, -0.1)).toMatchObject({ kind: "disagree", leader: "second", ahead: 2, n: 3 });
    expect(say(-1, -2, 0.1)).toMatchObject({ kind: "disagree", leader: "first", ahead: 2, n: 3 });
    expect(say(1, -1)).toEqual({ kind: "disagree", leader: undefined, ahead: 1, n: 2, mean: 0 });
  });

  it("does not count what shows as zero for either", () => {
    expect(say(0, 0.04, -0.04)).toEqual({ kind: "level", n: 3 });
    expect(say(2, 0.04)).toMatchObject({ kind: "disagree", leader: "second", ahead: 1, n: 2 });
  });
});

describe("the mean of several runs' curves", () => {
  const smoke = findPreset("smoke")?.experiment ?? smallData;
  /** Every accuracy is so much higher than the sample's. */
  const run = (more: number, until = 40) =>
    sampleEvents("r", smoke, until)
      .map((event) =>
        event.type !== "evaluation"
          ? event
          : {
              ...event,
              arms: event.arms.map((arm) => ({
                accuracy: Object.fromEntries(
                  Object.entries(arm["accuracy"] ?? {}).map(([branch, value]) => [branch, value + more]),
                ),
              })),
            },
      )
      .reduce(foldRun, newRun("r", smoke));

  it("stands at the steps that all of them have", () => {
    const ghost = meanGhost([run(0), run(0.1, 20), run(0.2)], "mean");
    const curve = ghost?.arms[1]?.metrics["accuracy"]?.["s1b1"];
    expect(curve && points(curve).map(({ step, value }) => [step, Number(value.toFixed(6))])).toEqual([
      [10, 0.375],
      [20, 0.5],
    ]);
    expect(meanGhost([run(0)], "mean")).toBeUndefined();
    expect(meanGhost([], "mean")).toBeUndefined();
  });
});
