// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { findPreset, smallData } from "../../experiment/presets";
import type { CellResult } from "../../sweep/cellResult";
import { expandSweep } from "../../sweep/expandSweep";
import { mergeResults } from "../../sweep/mergeResults";
import { makeSweep } from "../../sweep/sweep";
import { workOfCells } from "../../sweep/sweepBudget";
import { sweepGrid } from "../../sweep/sweepGrid";
import { rowsOf } from "../../sweep/sweepRows";
import { svgText } from "../testing/svgText";
import { GridColumnView } from "./GridColumnView";
import { gridGeometry } from "./gridGeometry";
import { gridColumns } from "./gridModel";
import { placementText, trunkOf } from "./placementText";
import { statusLines } from "./statusLines";
import { SweepScatter } from "./SweepScatter";

afterEach(cleanup);

const base = findPreset("smoke")?.experiment ?? smallData;
const sites = ["s1b1", "s2b1"] as const;
const sweep = makeSweep(base, { sites: [...sites], methods: ["dsn", "dhm"], seeds: [1, 2, 3] });
const cells = expandSweep(sweep);
const rows = rowsOf(sweep);

/** The deeper fork is better and agrees more; DHM is better than DSN; one cell diverged. */
const results = cells.map((cell, index): CellResult => {
  const deep = cell.placement.includes("s2b1") ? 1 : 0;
  const dhm = cell.rows[0] ?? 0;
  const accuracy = 0.5 + cell.placement.length / 16 + deep / 32 + dhm / 64 + cell.seed / 128;
  return {
    cell: cell.id,
    sweep: "0".repeat(14),
    version: "1",
    link: cell.link,
    placement: [...cell.placement],
    method: cell.title,
    seed: cell.seed,
    status: index === cells.length - 1 ? "diverged" : "done",
    steps: 40,
    metrics: { accuracy: { main: accuracy } },
    early: Object.fromEntries(cell.placement.map((site) => [site, deep / 2 - 0.25 + dhm / 8 + cell.seed / 16])),
    agreement: Object.fromEntries(cell.placement.map((site) => [site, deep / 2 - 0.25])),
    curve: [10, 20, 30, 40].map((step) => [step, (accuracy * step) / 40]),
    cost: { parameters: 1, multiplyAdds: 1 },
    seconds: 1,
    engine: "",
  };
});
const grid = sweepGrid(cells, mergeResults(new Map(), results));

it("draws agreement against accuracy as it is stored", async () => {
  const { container } = render(<SweepScatter grid={grid} rows={rows} />);
  await expect(svgText(container)).toMatchFileSnapshot("pictures/scatter.svg");
});

it.each(["", "s1b1", "s2b1", "s1b1+s2b1"])("draws the column of %j as it is stored", async (key) => {
  const columns = gridColumns(grid, workOfCells(sweep, cells));
  const column = columns.find((one) => one.key === key);
  if (column === undefined) throw new Error(`no column ${key}`);
  const context = {
    rows,
    running: [],
    begun: new Map(),
    front: new Set<string>(),
    conflicts: new Set<string>(),
  };
  const { container } = render(
    <ol>
      <GridColumnView
        {...{ column, rows, sites }}
        index={0}
        columns={columns.length}
        place={(placement) => placementText(trunkOf(sweep), placement)}
        geometry={gridGeometry(rows.length, sites.length, columns.length, 720)}
        range={[0.4, 0.8]}
        budget={40}
        claim={undefined}
        status={statusLines(column, context)}
        selected={false}
        reachable
        onSelect={() => undefined}
        onOpen={() => undefined}
      />
    </ol>,
  );
  await expect(svgText(container)).toMatchFileSnapshot(`pictures/column-${key === "" ? "plain" : key}.svg`);
});
