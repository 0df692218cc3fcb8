import { describe, expect, it } from "vitest";
import { findPreset } from "../../experiment/presets";
import { decodeLink } from "../../experiment/link/decode";
import { validate } from "../../experiment/validate";
import { branches } from "../../catalog/branches";
import { initialValues } from "../../schema/field";
import { cellsOfPart, expandSweep, placementsOf, sweepIssues } from "./expandSweep";
import { makeSweep, sitesOf } from "./sweep";
import { estimateMs } from "./sweepBudget";
import { decodeSweep, encodeSweep, parsePart, sweepId } from "./sweepLink";

const tiny = findPreset("tiny")?.experiment;
if (tiny === undefined) throw new Error("the preset is gone");
const choice = { sites: ["s2b1", "stem", "s1b1"], methods: ["dsn", "dhm"], seeds: [3, 1, 2, 1] };

describe("sweep", () => {
  const sweep = makeSweep(tiny, choice);
  const cells = expandSweep(sweep);

  it("has 15 cells per seed for three sites and two methods: the run without forks once", () => {
    expect(cells).toHaveLength(45);
    expect(sitesOf(sweep)).toEqual(["stem", "s1b1", "s2b1"]);
    expect(cells.filter(({ placement }) => placement.length === 0).map(({ seed, row }) => [seed, row])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, undefined],
    ]);
    expect(new Set(cells.map(({ id }) => id)).size).toBe(45);
    // Seed by seed.
    expect(cells.slice(0, 15).every(({ seed }) => seed === 1)).toBe(true);
  });

  it("makes cells that are experiments of one arm, told by their links alone", () => {
    for (const cell of cells) {
      const { experiment, issues } = decodeLink(cell.link);
      expect(issues).toEqual([]);
      expect(experiment).toEqual(cell.experiment);
      expect(validate(experiment)).toEqual([]);
      expect(experiment.arms).toHaveLength(1);
      expect(experiment.arms[0]?.forks.map(({ site }) => site)).toEqual(cell.placement);
    }
    const dhm = cells.find(({ title, placement }) => title === "DHM" && placement.length === 1);
    expect(dhm?.experiment.arms[0]?.forks[0]?.branch.kind).toBe("dhm");
  });

  it("calls a cell the same in every sweep that has it", () => {
    const other = expandSweep(makeSweep(tiny, { ...choice, sites: ["s1b1"], methods: ["dhm"], seeds: [2] }));
    expect(other).toHaveLength(2);
    expect(cells.map(({ id }) => id)).toEqual(expect.arrayContaining(other.map(({ id }) => id)));
  });

  it("shares its cells among parts: all of them, none twice", () => {
    const parts = [1, 2, 3, 4].map((number) => cellsOfPart(cells, { number, of: 4 }));
    expect(parts.map(({ length }) => length)).toEqual([12, 11, 11, 11]);
    expect(new Set(parts.flat().map(({ id }) => id)).size).toBe(45);
    for (const bad of ["5-4", "0-4", "2", "2-4-1", "-1-4"]) expect(() => parsePart(bad, "pt")).toThrow(/2-4/);
  });

  it("travels in a link, and the part does not change what it is", () => {
    const part = { ...sweep, part: { number: 2, of: 4 } };
    const link = encodeSweep(part, ["zz=1"]);
    const read = decodeSweep(link);
    expect(read.sweep).toEqual(part);
    expect(read.extras).toEqual(["zz=1"]);
    expect(read.issues.map(({ path }) => path)).toEqual(["zz"]);
    expect(sweepId(part)).toBe(sweepId(sweep));
    expect(sweepId(makeSweep(tiny, { ...choice, seeds: [1, 2] }))).not.toBe(sweepId(sweep));
    expect(encodeSweep(decodeSweep(encodeSweep(sweep)).sweep ?? part)).toBe(encodeSweep(sweep));
  });

  it("is the same sweep in whatever order it was chosen", () => {
    const reversed = { sites: ["s1b1", "stem", "s2b1"], methods: ["dhm", "dsn"], seeds: [2, 3, 1] };
    expect(sweepId(makeSweep(tiny, reversed))).toBe(sweepId(sweep));
  });

  it("says what a link lacks or has wrong", () => {
    expect(decodeSweep("v1").sweep).toBeUndefined();
    const { issues } = decodeSweep(encodeSweep(sweep).replace("ss=1.2.3", "ss=1.x"));
    expect(issues.map(({ message }) => message).join()).toContain("whole numbers");
  });

  it("tries branch designs with every method", () => {
    const designs = [
      { kind: "gap", ...initialValues(branches.gap.fields) },
      { kind: "dhm", ...initialValues(branches.dhm.fields) },
    ] as const;
    const both = expandSweep(makeSweep(tiny, { sites: ["s1b1"], methods: ["dsn", "dhm"], designs, seeds: [1] }));
    expect(both).toHaveLength(5);
  });

  it("refuses what is not possible and says what is", () => {
    expect(() => makeSweep(tiny, { ...choice, sites: ["s9b9"] })).toThrow(/one of input, stem, s1b1/);
    expect(() => makeSweep(tiny, { ...choice, methods: ["dns"] })).toThrow(/one of plain, dsn/);
    expect(() => makeSweep(tiny, { ...choice, seeds: [] })).toThrow(/1 to 64 seeds/);
    expect(() => makeSweep(tiny, { ...choice, methods: ["dsn", "dhm", "dsl", "plain", "dks"] })).toThrow(/4 rows/);
    expect(sweepIssues(sweep)).toEqual([]);
    expect(sweepIssues(makeSweep(tiny, { ...choice, methods: ["cds"] })).length).toBeGreaterThan(0);
  });

  it("orders placements by number of forks", () => {
    expect(placementsOf(["a", "b"])).toEqual([[], ["a"], ["b"], ["a", "b"]]);
  });

  it("estimates by the work of the cells", () => {
    const [first] = cells;
    if (first === undefined) throw new Error("no cell");
    const one = estimateMs([first], { stepMs: 10, multiplyAddsPerStep: 1e6 });
    expect(estimateMs([first, first], { stepMs: 10, multiplyAddsPerStep: 1e6 })).toBeCloseTo(2 * one, 6);
    expect(estimateMs(cells, { stepMs: 10, multiplyAddsPerStep: 1e6 })).toBeGreaterThan(45 * one);
  });
});
