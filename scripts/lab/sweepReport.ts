import { watchedSplit } from "../../src/experiment/validation";
import { mainAccuracy } from "../../src/sweep/cellResult";
import { expandSweep } from "../../src/sweep/expandSweep";
import { conflictsOf, type ResultsByCell } from "../../src/sweep/mergeResults";
import { sitesOf, type Sweep } from "../../src/sweep/sweep";
import { siteEffects, sweepGrid } from "../../src/sweep/sweepGrid";
import { rowsOf } from "../../src/sweep/sweepRows";
import type { PairedDifference } from "../../src/stats/statistics";
import { grouped, textTable } from "./table";

const digits = (value: number | undefined): string =>
  value === undefined ? "–" : value.toFixed(3).replace(/^(-?)0\./, "$1.");
const points = (value: number): string => (100 * value).toFixed(1).replace("-", "−");
const between = ({ interval }: PairedDifference): string =>
  interval === undefined ? "–" : `${points(interval[0])} to ${points(interval[1])}`;

/** The grid of a sweep as text: means, seeds, differences from the run without forks, main effects of the sites. */
export function sweepReport(sweep: Sweep, results: ResultsByCell): readonly string[] {
  const grid = sweepGrid(expandSweep(sweep), results);
  const known = grid.filter(({ results: of }) => of.length > 0);
  const rows = known.map((entry) => [
    entry.placement.length === 0 ? "no fork" : entry.placement.join("+"),
    entry.title,
    digits(entry.mean),
    entry.results.map((result) => (result.status === "done" ? digits(mainAccuracy(result)) : result.status)).join(" "),
    entry.difference === undefined ? "–" : points(entry.difference.mean),
    entry.difference === undefined ? "–" : between(entry.difference),
    entry.corrected === undefined ? "–" : digits(entry.corrected),
    digits(entry.early),
    digits(entry.agreement),
    grouped(entry.cost ?? 0),
  ]);
  const titles = rowsOf(sweep).map(({ title }) => title);
  const effects = siteEffects(grid, sitesOf(sweep), titles.length);
  const lines = [
    `Main head, ${watchedSplit(sweep.base) === "validation" ? "all validation images" : "whole test set"}; differences in points from no fork with the same seeds; ${sweep.seeds.length} seeds`,
    ...textTable(
      [
        "placement",
        "method",
        "mean",
        "seeds",
        "diff",
        "95 % interval",
        "p (Holm)",
        "early agr.",
        "agreement",
        "mult-adds",
      ],
      rows,
    ),
  ];
  if (effects.length > 0) {
    lines.push("", "What a fork at a site adds on average over the placements of the others, in points");
    lines.push(
      ...textTable(
        ["site", "method", "effect", "95 % interval", "p"],
        effects.map(({ site, row, effect }) => [
          site,
          titles[row] ?? "",
          points(effect.mean),
          between(effect),
          digits(effect.p),
        ]),
      ),
    );
  }
  const conflicts = conflictsOf(results);
  if (conflicts.length > 0) lines.push("", `Cells with results that differ: ${conflicts.join(", ")}`);
  if (sweep.seeds.length < 3) lines.push("", "One or two seeds are a hint, not proof.");
  return lines;
}
