import { describe, expect, it } from "vitest";
import { findPreset, smallData } from "../experiment/presets";
import { parseCellResult, weakest, type CellResult } from "./cellResult";
import { expandSweep } from "./expandSweep";
import { conflictsOf, mergeResults, resultOf } from "./mergeResults";
import { readResults, type Measured } from "./readResults";
import { makeSweep } from "./sweep";
import { sweepCsv } from "./sweepCsv";
import { siteEffects, sweepGrid } from "./sweepGrid";
import { formatSweepClaim, parseSweepClaim } from "./sweepClaim";
import { decodeSweep, encodeSweep, sweepId } from "./sweepLink";

const base = findPreset("smoke")?.experiment ?? smallData;
const sweep = makeSweep(base, { sites: ["s1b1", "s2b1"], methods: ["dsn"], seeds: [1, 2] });
const cells = expandSweep(sweep);
const id = sweepId(sweep);

/** Accuracy by placement and seed: no fork .5, s1b1 +.02, s2b1 +.05, both +.08; seed 2 is .1 better. */
const accuracyOf = (placement: readonly string[], seed: number): number =>
  0.5 +
  (placement.includes("s1b1") ? 0.02 : 0) +
  (placement.includes("s2b1") ? 0.05 : 0) +
  (placement.length === 2 ? 0.01 : 0) +
  (seed - 1) * 0.1;

const results = cells.map((cell): CellResult => ({
  cell: cell.id,
  sweep: id,
  version: "1",
  link: cell.link,
  placement: [...cell.placement],
  method: cell.title,
  seed: cell.seed,
  status: "done",
  steps: 40,
  metrics: { accuracy: { main: accuracyOf(cell.placement, cell.seed) } },
  early: Object.fromEntries(cell.placement.map((site, index) => [site, 0.5 - index / 4])),
  agreement: {},
  curve: [],
  cost: { parameters: 10, multiplyAdds: 100 },
  seconds: 1,
  engine: "compiled, webgpu",
}));
const text = results.map((result) => JSON.stringify(result)).join("\n");

describe("results of a sweep", () => {
  it("come back from their lines as they were", () => {
    expect(results).toHaveLength(8);
    expect(readResults(text, id, cells)).toEqual({ results, refused: [] });
  });

  it("leave out what is cut short, foreign or odd, and say why", () => {
    const foreign = JSON.stringify({ ...results[0], sweep: "00000000000000" });
    const other = JSON.stringify({ ...results[0], cell: "00000000000000" });
    const older = JSON.stringify({ ...results[0], version: "0" });
    const read = readResults(`${text}\n${foreign}\n${foreign}\n${other}\n${older}\n${text.slice(0, 100)}`, id, cells);
    expect(read.results).toEqual(results);
    expect(read.refused).toEqual([
      { code: "lines", count: 2, why: { code: "otherSweep", want: id, got: "00000000000000" } },
      { code: "lines", count: 1, why: { code: "unknownCell", cell: "00000000000000" } },
      { code: "lines", count: 1, why: { code: "otherVersion", cell: results[0]?.cell, want: "1", got: "0" } },
      { code: "lines", count: 1, why: { code: "noResult" } },
    ]);
    expect(parseCellResult({ ...results[0], status: "perfect" })).toBeUndefined();
  });

  it("leave out what no run can have measured, and what says another seed or place than its cell, line by line", () => {
    const [first, second] = results;
    if (first === undefined || second === undefined) throw new Error("no results");
    const outside = (what: Measured, got: number, low = 0) =>
      ({ code: "outOfRange", what, low, high: 1, got }) as const;
    const odd: readonly (readonly [Partial<CellResult>, object])[] = [
      [{ metrics: { accuracy: { main: 1e308 } } }, outside({ metric: "accuracy" }, 1e308)],
      [{ metrics: { accuracy: { main: -5 } } }, outside({ metric: "accuracy" }, -5)],
      [{ metrics: { nll: { main: 1 }, "accuracy/texture": { main: 2 } } }, outside({ metric: "accuracy/texture" }, 2)],
      [{ early: { s1b1: 3 } }, outside("earlyAgreement", 3, -1)],
      [{ curve: [[10, 7]] }, outside("curve", 7)],
      [{ seed: first.seed + 9 }, { code: "otherSeed", want: 1, got: 10 }],
      [{ placement: ["s9b9"] }, { code: "otherPlacement", want: [], got: ["s9b9"] }],
      [{ link: second.link }, { code: "otherExperiment" }],
      [{ steps: 41 }, { code: "tooManySteps", most: 40, got: 41 }],
    ];
    for (const [change, reason] of odd) {
      const read = readResults(JSON.stringify({ ...first, ...change }), id, cells);
      expect(read.results).toEqual([]);
      expect(read.refused).toEqual([{ code: "lines", count: 1, why: { cell: first.cell, ...reason } }]);
    }
    // JSON has no infinity, but a number that is read as one.
    const infinite = JSON.stringify(first).replace(/"main":[\d.]+/, '"main":1e999');
    expect(readResults(infinite, id, cells)).toMatchObject({
      results: [],
      refused: [{ code: "lines", count: 1, why: { got: Infinity } }],
    });
    expect(readResults(JSON.stringify({ ...first, metrics: { nll: { main: 9 } } }), id, cells).refused).toEqual([]);
  });

  it("are merged in one pass over what comes, however many results one cell has", () => {
    const [first] = results;
    if (first === undefined) throw new Error("no result");
    const many = Array.from({ length: 5000 }, (_, index) => ({ ...first, seconds: index % 2500 }));
    const merged = mergeResults(new Map(), many);
    expect(merged.get(first.cell)).toHaveLength(2500);
    expect(mergeResults(merged, many).get(first.cell)).toHaveLength(2500);
    // What was known stays as it was.
    expect(mergeResults(merged, [{ ...first, seconds: -1 }]).get(first.cell)).toHaveLength(2501);
    expect(merged.get(first.cell)).toHaveLength(2500);
  });

  it("are merged by cell: the same one once, different ones kept and told", () => {
    const [first] = results;
    if (first === undefined) throw new Error("no result");
    const once = mergeResults(mergeResults(new Map(), results), results);
    expect([...once.values()].every((all) => all.length === 1)).toBe(true);
    expect(conflictsOf(once)).toEqual([]);
    const failed = mergeResults(once, [{ ...first, status: "failed", metrics: {} }]);
    expect(resultOf(failed, first.cell)).toEqual(first);
    expect(conflictsOf(failed)).toEqual([]);
    const other = mergeResults(failed, [{ ...first, metrics: { accuracy: { main: 0.1 } } }]);
    expect(other.get(first.cell)).toHaveLength(3);
    expect(conflictsOf(other)).toEqual([first.cell]);
  });

  it("make a grid with differences from no fork and each site's main effect", () => {
    const grid = sweepGrid(cells, mergeResults(new Map(), results));
    expect(grid.map(({ placement }) => placement.join("+"))).toEqual(["", "s1b1", "s2b1", "s1b1+s2b1"]);
    expect(grid.map(({ mean }) => mean?.toFixed(3))).toEqual(["0.550", "0.570", "0.600", "0.630"]);
    expect(grid[0]?.difference).toBeUndefined();
    expect(grid[3]?.difference?.mean).toBeCloseTo(0.08, 12);
    // Two seeds: no interval, no p, nothing to correct.
    expect(grid[3]?.difference?.interval).toBeUndefined();
    expect(grid[3]?.difference?.p).toBeUndefined();
    expect(grid[3]?.corrected).toBeUndefined();
    expect(grid[3]?.early).toBe(0.25);
    const effects = siteEffects(grid, ["s1b1", "s2b1"], 1);
    // s1b1: mean of .02 (alone) and .03 (beside s2b1); s2b1: of .05 and .06.
    expect(effects.map(({ effect }) => effect.mean.toFixed(4))).toEqual(["0.0250", "0.0550"]);
  });

  it("leave a site's effect open for a seed that is not complete", () => {
    const partial = results.filter(({ seed, placement }) => seed === 1 || placement.length < 2);
    const effects = siteEffects(sweepGrid(cells, mergeResults(new Map(), partial)), ["s1b1", "s2b1"], 1);
    expect(effects.map(({ effect }) => effect.n)).toEqual([1, 1]);
  });

  it("count what diverged and keep it out of the mean", () => {
    const [first, ...rest] = results;
    if (first === undefined) throw new Error("no result");
    const broken: CellResult = { ...first, status: "diverged", metrics: {}, error: "ce/main became NaN" };
    const [plain, forked] = sweepGrid(cells, mergeResults(new Map(), [broken, ...rest]));
    expect(plain?.accuracies).toHaveLength(1);
    expect(plain?.bad).toEqual([broken]);
    expect(plain?.mean).toBeCloseTo(0.6, 12);
    // The pair of the seed that broke is missing, not zero.
    expect(forked?.difference?.n).toBe(1);
  });

  it("compare each value of a further setting with its own run without forks", () => {
    const further = { path: "backbone.width", values: ["4", "8"] };
    const both = makeSweep(base, { sites: ["s1b1"], methods: ["dsn"], further, seeds: [1, 2] });
    const all = expandSweep(both);
    const template = results[0];
    if (template === undefined) throw new Error("no result");
    const accuracy = (cell: (typeof all)[number]): number =>
      (cell.rows[0] === 1 ? 0.7 : 0.5) + cell.placement.length * (cell.rows[0] === 1 ? 0.1 : 0.02);
    const told = all.map((cell): CellResult => ({
      ...template,
      cell: cell.id,
      placement: [...cell.placement],
      seed: cell.seed,
      metrics: { accuracy: { main: accuracy(cell) } },
    }));
    const grid = sweepGrid(all, mergeResults(new Map(), told));
    expect(grid.map(({ difference }) => difference?.mean.toFixed(3))).toEqual([undefined, undefined, "0.020", "0.100"]);
  });

  it("go along in a link as claims, five characters a run", () => {
    const known = mergeResults(new Map(), results.slice(0, 7));
    const claim = formatSweepClaim(cells, known);
    expect(claim).toHaveLength(2 + 5 * 8);
    const read = parseSweepClaim(decodeSweep(encodeSweep(sweep, [], claim)).claim ?? "", cells);
    expect(read?.version).toBe("1");
    expect(read?.cells.size).toBe(7);
    for (const { cell, metrics, early } of results.slice(0, 7)) {
      expect(read?.cells.get(cell)?.accuracy).toBeCloseTo(metrics["accuracy"]?.["main"] ?? 0, 4);
      const expected = weakest(early);
      if (expected === undefined) expect(read?.cells.get(cell)?.early).toBeUndefined();
      else expect(read?.cells.get(cell)?.early).toBeCloseTo(expected, 2);
    }
    // A link that was changed has no results; neither has text of another length or alphabet.
    expect(decodeSweep(encodeSweep(sweep, [], claim).replace("ss=1.2", "ss=1.3")).claim).toBeUndefined();
    for (const bad of ["", "1.", claim.slice(0, -1), `${claim}0`, claim.replace("1.", "1.z").slice(0, -1), "1.!"]) {
      expect(parseSweepClaim(bad, cells)).toBeUndefined();
    }
  });

  it("become CSV with a column for every metric", () => {
    const [head, ...rows] = sweepCsv(mergeResults(new Map(), results)).trimEnd().split("\n");
    expect(head?.endsWith(",version,accuracy/main")).toBe(true);
    expect(rows).toHaveLength(8);
    expect(rows[0]).toContain(",Plain,1,done,40,");
    expect(weakest({})).toBeUndefined();
  });
});
