import { describe, expect, it } from "vitest";
import { rateOf } from "../experiment/forkRate";
import { findPreset } from "../experiment/presets";
import { decodeLink } from "../experiment/link/decode";
import { validate } from "../experiment/validate";
import { workOf } from "../experiment/networks";
import { designTitle } from "./designNames";
import { furtherFields, withValue } from "./furtherField";
import { cellsOfPart, expandSweep, placementsOf, sweepIssues } from "./expandSweep";
import { makeSweep, sitesOf } from "./sweep";
import { rowsOf } from "./sweepRows";
import { cellMs, paceFrom, workOfCells } from "./sweepBudget";
import { armsLeftOut, startKeysOf } from "./sweepStarts";
import { decodeSweep, encodeSweep, parsePart, sweepId } from "./sweepLink";
import { whatText } from "../ui/words/issueWords";
import { said } from "../ui/words/testing/said";

const tiny = findPreset("tiny")?.experiment;
if (tiny === undefined) throw new Error("the preset is gone");
const choice = { sites: ["s2b1", "stem", "s1b1"], methods: ["dsn", "dhm"], seeds: [3, 1, 2, 1] };

describe("sweep", () => {
  const sweep = makeSweep(tiny, choice);
  const cells = expandSweep(sweep);

  it("has 15 cells per seed for three sites and two methods: the run without forks once", () => {
    expect(cells).toHaveLength(45);
    expect(sitesOf(sweep)).toEqual(["stem", "s1b1", "s2b1"]);
    expect(cells.filter(({ plain }) => plain).map(({ seed, rows }) => [seed, ...rows])).toEqual([
      [1, 0, 1],
      [2, 0, 1],
      [3, 0, 1],
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

  it("keeps how the first arm of a method learns and combines its losses", () => {
    const start = "0123456789abcdef";
    const { experiment } = decodeLink(
      `v1&A=dsn;f=s1b1;learn.clip=1;learn.start=${start}&B=dhm;f=s1b1~light;combine.rule=pcgrad&C=dsn;f=s1b1`,
    );
    expect(armsLeftOut(experiment)).toEqual(["C"]);
    const own = makeSweep(experiment, { ...choice, sites: ["s1b1"], seeds: [1] });
    expect(startKeysOf(own)).toEqual([start]);
    const told = expandSweep(own).map(({ plain, rows, experiment: { arms } }) => [
      plain,
      rows,
      arms[0]?.learning?.start,
      arms[0]?.learning?.clip,
      arms[0]?.combining?.rule,
    ]);
    // What starts from weights is compared with plain training from the same ones.
    expect(told).toEqual([
      [true, [0], start, 0, undefined],
      [true, [1], undefined, undefined, undefined],
      [false, [0], start, 1, undefined],
      [false, [1], undefined, undefined, "pcgrad"],
    ]);
    expect(decodeSweep(encodeSweep(own)).sweep).toEqual(own);
  });

  it("shares its cells among parts: all of them, none twice", () => {
    const parts = [1, 2, 3, 4].map((number) => cellsOfPart(cells, { number, of: 4 }));
    expect(parts.map(({ length }) => length)).toEqual([12, 11, 11, 11]);
    expect(new Set(parts.flat().map(({ id }) => id)).size).toBe(45);
    for (const bad of ["5-4", "0-4", "2", "2-4-1", "-1-4"]) expect(said(() => parsePart(bad, "pt"))).toMatch(/2-4/);
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
    expect(issues.map(({ what }) => whatText(what)).join()).toContain("whole numbers");
  });

  it("says of a trunk that cannot be built what is wrong, and does not throw", () => {
    const link = encodeSweep(sweep).replace("resnet.width=8", "resnet.width=8&resnet.depth=9");
    const { sweep: none, issues } = decodeSweep(link);
    expect(none).toBeUndefined();
    expect(issues.some(({ blocking, what }) => blocking && what.code === "expected")).toBe(true);
  });

  it("tries branch designs with every method", () => {
    const both = makeSweep(tiny, { sites: ["s1b1"], methods: ["dsn", "dhm"], designs: ["light", "gap"], seeds: [1] });
    const [plain, ...forked] = expandSweep(both);
    expect(plain?.rows).toEqual([0, 1, 2, 3]);
    expect(forked.map(({ title, experiment }) => [title, experiment.arms[0]?.forks[0]?.branch.kind])).toEqual([
      [`DSN, ${designTitle("gap")}`, "gap"],
      [`DSN, ${designTitle("light")}`, "dhm"],
      [`DHM, ${designTitle("gap")}`, "gap"],
      [`DHM, ${designTitle("light")}`, "dhm"],
    ]);
    expect(decodeSweep(encodeSweep(both)).sweep).toEqual(both);
  });

  it("tries weights with every method, and one weight is a setting of the base", () => {
    const weighed = makeSweep(tiny, { sites: ["s1b1"], methods: ["dsn"], weights: [1, 0.3, 1], seeds: [1] });
    const cells = expandSweep(weighed);
    expect(cells.map(({ title, experiment }) => [title, experiment.arms[0]?.forks[0]?.weight])).toEqual([
      ["Plain", undefined],
      ["DSN, weight .3", 0.3],
      ["DSN, weight 1", 1],
    ]);
    expect(encodeSweep(weighed)).toContain("&sw=.3~1&");
    expect(decodeSweep(encodeSweep(weighed)).sweep).toEqual(weighed);
    const one = makeSweep(tiny, { sites: ["s1b1"], methods: ["dsn"], weights: [0.3], seeds: [1] });
    expect(one.weights).toBeUndefined();
    expect(one.base.arms[0]?.forks[0]?.weight).toBe(0.3);
  });

  it("varies one setting more: a shared one makes a baseline per value, a method's own none", () => {
    const wide = { path: "backbone.width", values: ["16", "8"] };
    const widths = makeSweep(tiny, { sites: ["s1b1"], methods: ["dsn", "dhm"], further: wide, seeds: [1] });
    expect(expandSweep(widths).map(({ title, rows, plain }) => [title, plain, ...rows])).toEqual([
      ["Plain, Width 8", true, 0, 1],
      ["Plain, Width 16", true, 2, 3],
      ["DSN, Width 8", false, 0],
      ["DHM, Width 8", false, 1],
      ["DSN, Width 16", false, 2],
      ["DHM, Width 16", false, 3],
    ]);
    expect(encodeSweep(widths)).toContain("&sf=backbone.width~8~16&");
    expect(decodeSweep(encodeSweep(widths)).sweep).toEqual(widths);

    const alpha = { path: "method.alpha", values: ["1", ".5"] };
    const alphas = makeSweep(tiny, { sites: ["s1b1"], methods: ["dsn", "dhm"], further: alpha, seeds: [1] });
    // DSN has no alpha: one run stands in both of its rows.
    expect(expandSweep(alphas).map(({ title, rows }) => [title, ...rows])).toEqual([
      ["Plain", 0, 1, 2, 3],
      ["DSN", 0, 2],
      [expect.stringContaining(" .5"), 1],
      [expect.stringContaining(" 1"), 3],
    ]);
  });

  it("gives every branch of a row its own rate, and keeps the rate that an arm's branches have", () => {
    const further = { path: "fork.rate", values: ["3", ".1", "1"] };
    const rates = makeSweep(tiny, { sites: ["s1b1", "s2b1"], methods: ["dsn"], further, seeds: [1] });
    expect(rowsOf(rates).map(({ title, arm }) => [title, arm.forks.map(rateOf)])).toEqual([
      [expect.stringContaining("own rate .1"), [0.1, 0.1]],
      [expect.stringContaining("own rate 1"), [1, 1]],
      [expect.stringContaining("own rate 3"), [3, 3]],
    ]);
    expect(encodeSweep(rates)).toContain("&sf=fork.rate~.1~1~3&");
    expect(decodeSweep(encodeSweep(rates)).sweep).toEqual(rates);
    const one = makeSweep(tiny, { ...choice, methods: ["dsn"], further: { path: "fork.rate", values: [".3"] } });
    expect(one.base.arms[0]?.forks.map(rateOf)).toEqual(one.base.arms[0]?.forks.map(() => 0.3));
    expect(decodeSweep(encodeSweep(one)).sweep).toEqual(one);
    const again = makeSweep(one.base, { ...choice, methods: ["dsn"], weights: [0.1, 1] });
    expect(rowsOf(again).flatMap(({ arm }) => arm.forks.map(rateOf))).toEqual(
      rowsOf(again).flatMap(({ arm }) => arm.forks.map(() => 0.3)),
    );
    expect(said(() => makeSweep(tiny, { ...choice, further: { path: "fork.rate", values: ["0"] } }))).toMatch(
      /0.0001 to 100/,
    );
  });

  it("offers every setting but frozen weights as the further one", () => {
    const paths = furtherFields(tiny).map(({ path }) => path);
    for (const path of ["training.budget", "optimizer.decay", "backbone.width", "method.alpha", "augmentation.flip"])
      expect(paths).toContain(path);
    for (const { path, field } of furtherFields(tiny)) {
      const changed = withValue(tiny, path, field.format(field.initial));
      expect(validate(changed).filter(({ blocking }) => blocking)).toEqual([]);
    }
  });

  it("refuses what is not possible and says what is", () => {
    expect(said(() => makeSweep(tiny, { ...choice, sites: ["s9b9"] }))).toMatch(/one of input, stem, s1b1/);
    expect(said(() => makeSweep(tiny, { ...choice, methods: ["dns"] }))).toMatch(/one of plain, dsn/);
    expect(said(() => makeSweep(tiny, { ...choice, seeds: [] }))).toMatch(/1 to 64 seeds/);
    expect(said(() => makeSweep(tiny, { ...choice, methods: ["dsn", "dhm", "dsl", "plain", "dks"] }))).toMatch(
      /4 methods/,
    );
    expect(said(() => makeSweep(tiny, { ...choice, weights: [0.1, -1] }))).toMatch(/0 to 100/);
    expect(said(() => makeSweep(tiny, { ...choice, designs: ["gapp"] }))).toMatch(/one of gap/);
    expect(said(() => makeSweep(tiny, { ...choice, further: { path: "training.speed", values: ["1"] } }))).toMatch(
      /training.budget/,
    );
    expect(said(() => makeSweep(tiny, { ...choice, further: { path: "training.budget", values: ["fast"] } }))).toMatch(
      /whole number/,
    );
    const weights = Array.from({ length: 13 }, (_, index) => index);
    expect(said(() => makeSweep(tiny, { ...choice, weights }))).toMatch(/24 rows/);
    expect(decodeSweep(encodeSweep(sweep).replace("&ss=", "&sd=nothing&ss=")).issues.at(-1)?.what).toMatchObject({
      expected: { code: "oneOf", names: expect.arrayContaining(["gap"]) },
    });
    expect(decodeSweep(encodeSweep(sweep).replace("&ss=", "&sw=1~x&ss=")).sweep).toBeUndefined();
    expect(sweepIssues(sweep)).toEqual([]);
    expect(sweepIssues(makeSweep(tiny, { ...choice, methods: ["cds"] })).length).toBeGreaterThan(0);
  });

  it("orders placements by number of forks", () => {
    expect(placementsOf(["a", "b"])).toEqual([[], ["a"], ["b"], ["a", "b"]]);
  });

  it("knows the work of every cell from the networks with one fork", () => {
    const work = workOfCells(sweep, cells);
    for (const cell of cells.slice(0, 15)) {
      expect(work.get(cell.id)?.multiplyAdds).toBeCloseTo(workOf(cell.experiment), 0);
      expect(work.get(cell.id)?.steps).toBe(cell.experiment.training.budget);
    }
    expect(work.size).toBe(45);
  });

  it("takes a machine's pace from a light and a heavy run", () => {
    const probe = (ms: number, multiplyAdds: number) => ({
      prepareMs: 5,
      stepMs: [90, 90, 90, ms, ms, ms],
      work: { steps: 10, multiplyAdds: 10 * multiplyAdds },
    });
    const pace = paceFrom([probe(7, 1e6), probe(12, 2e6)]);
    expect(pace.prepareMs).toBe(5);
    expect(pace.stepMs).toBeCloseTo(2, 9);
    expect(pace.msPerMultiplyAdd * 1e6).toBeCloseTo(5, 9);
    expect(cellMs({ steps: 100, multiplyAdds: 3e8 }, pace)).toBeCloseTo(5 + 200 + 1500, 6);
    // Nothing below nothing: a heavy run that was not slower, a light one that costs less than its share.
    expect(paceFrom([probe(8, 1e6), probe(6, 2e6)])).toEqual({ prepareMs: 5, stepMs: 7, msPerMultiplyAdd: 0 });
    expect(paceFrom([probe(1, 1e6), probe(6, 2e6)])).toEqual({ prepareMs: 5, stepMs: 0, msPerMultiplyAdd: 3e-6 });
  });
});
