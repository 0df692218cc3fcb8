import { writeFile } from "node:fs/promises";
import { expect, test, type Page } from "@playwright/test";
import { expandSweep } from "../src/sweep/expandSweep";
import type { CellResult } from "../src/sweep/cellResult";
import { mergeResults } from "../src/sweep/mergeResults";
import { formatSweepClaim } from "../src/sweep/sweepClaim";
import { makeSweep } from "../src/sweep/sweep";
import { sweepId } from "../src/sweep/sweepLink";
import { findPreset, smallData } from "../src/experiment/presets";
import { smokeSweep, SweepPage } from "./sweepPage";

test.use({ viewport: { width: 1440, height: 900 } });

const sweep = smokeSweep({ sites: ["s1b1", "s2b1"], methods: ["dsn", "dhm"], seeds: [1, 2] });

/** What another machine might have found. */
function foundElsewhere(of = sweep): readonly CellResult[] {
  return expandSweep(of).map((cell, index) => ({
    cell: cell.id,
    sweep: sweepId(of),
    version: "1",
    link: cell.link,
    placement: [...cell.placement],
    method: cell.title,
    seed: cell.seed,
    status: "done",
    steps: cell.experiment.training.budget,
    metrics: { accuracy: { main: 0.5 + ((index * 37) % 100) / 400 } },
    early: Object.fromEntries(cell.placement.map((site, at) => [site, 0.6 - at / 5])),
    agreement: Object.fromEntries(cell.placement.map((site, at) => [site, 0.5 - at / 5])),
    curve: [
      [20, 0.3],
      [40, 0.5],
    ],
    cost: { parameters: 1000, multiplyAdds: 100_000 },
    seconds: 1,
    engine: "compiled, webgpu",
  }));
}

const textOf = (results: readonly CellResult[]): string =>
  results.map((result) => `${JSON.stringify(result)}\n`).join("");

/**
 * Milliseconds of the processor that tasks of the page's own thread took, longest first: unlike the wall's, they do not
 * count what else the machine had to do.
 */
function pageTasks(trace: string): readonly number[] {
  const { traceEvents } = JSON.parse(trace) as { readonly traceEvents: readonly TraceEvent[] };
  const main = new Set(
    traceEvents.flatMap(({ name, pid, tid, args }) =>
      name === "thread_name" && args?.name === "CrRendererMain" ? [`${pid}/${tid}`] : [],
    ),
  );
  return traceEvents
    .flatMap(({ name, pid, tid, tdur }) =>
      name.endsWith("RunTask") && tdur !== undefined && main.has(`${pid}/${tid}`) ? [Math.round(tdur / 1000)] : [],
    )
    .toSorted((a, b) => b - a);
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the thread's own time. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Drops files onto the view, as a file manager does. */
async function drop(page: Page, files: readonly { readonly name: string; readonly text: string }[]): Promise<void> {
  const data = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer();
    for (const { name, text } of given) transfer.items.add(new File([text], name, { type: "text/plain" }));
    return transfer;
  }, files);
  await page.getByRole("dialog").dispatchEvent("drop", { dataTransfer: data });
}

test("several files are dropped at once, merged by cell, and what does not belong is refused", async ({ page }) => {
  const view = new SweepPage(page);
  await view.open(sweep);
  const results = foundElsewhere();
  const [first, second] = results;
  if (first === undefined || second === undefined) throw new Error("no results");
  const broken: CellResult = { ...second, status: "diverged", metrics: {}, error: "ce/main became NaN" };
  await drop(page, [
    { name: "one.jsonl", text: textOf([first, broken, ...results.slice(2, 7)]) },
    { name: "two.jsonl", text: textOf(results.slice(5)) },
    { name: "old.jsonl", text: textOf([{ ...first, version: "0" }]) + textOf([{ ...first, sweep: "0".repeat(14) }]) },
  ]);
  await expect(view.progress(/^13 of 14 runs done, 1 diverged or failed/)).toBeVisible();
  await expect(view.dialog.getByText(`old.jsonl: 1 × cell ${first.cell}: of another version`)).toBeVisible();
  await expect(view.dialog.getByText(/old\.jsonl: 1 × of another sweep/)).toBeVisible();

  // Another result of a run that is there: both are kept, and the page says so.
  const other = { ...first, metrics: { accuracy: { main: 0.123 } } };
  await view.import({ name: "other.jsonl", text: textOf([other]) });
  await expect(view.dialog.getByText(/^1 cell has results that differ/)).toBeVisible();
  await expect(view.dialog.getByText(`(${first.cell})`)).toBeVisible();
  expect(await view.results()).toHaveLength(15);

  // Kept between visits.
  await page.reload();
  await expect(view.progress(/^13 of 14 runs done, 1 diverged or failed/)).toBeVisible();
  const csv = (await view.download("CSV")).toString("utf8").trimEnd().split("\n");
  expect(csv).toHaveLength(16);
  const jobs = (await view.download("Jobs")).toString("utf8").trimEnd().split("\n");
  expect(jobs.map((line) => (JSON.parse(line) as { readonly cell: string }).cell)).toEqual(
    expandSweep(sweep).map(({ id }) => id),
  );
  const png = await view.download("PNG");
  expect([...png.subarray(1, 4)]).toEqual([..."PNG"].map((letter) => letter.charCodeAt(0)));
  expect(png.length).toBeGreaterThan(20_000);

  await view.dialog.getByText("Table", { exact: true }).click();
  const table = view.dialog.getByRole("table").filter({ hasText: "Multiply-adds" });
  await expect(table.getByRole("row")).toHaveCount(1 + 7);
  await expect(table.getByRole("row", { name: /^stage 1 DSN/ })).toContainText("diverged");
});

test("a link takes results along as claims, and too many are told to go as a file @full", async ({ page }) => {
  const view = new SweepPage(page);
  await view.open(sweep, formatSweepClaim(expandSweep(sweep), mergeResults(new Map(), foundElsewhere())));
  await expect(view.dialog.getByText(/^14 results were claimed/)).toBeVisible();
  await expect(view.progress(/^0 of 14 runs done/)).toBeVisible();
  await expect(view.button(/^Open DHM, stage 2, claimed \.\d+/)).toBeAttached();

  await view.import({ name: "results.jsonl", text: textOf(foundElsewhere()) });
  await expect(view.progress(/^14 of 14 runs done/)).toBeVisible();
  await view.button("Share").click();
  const link = view.dialog.getByRole("textbox", { name: "Link of this sweep" });
  await expect(view.dialog.getByText(/characters, with results/)).toBeVisible();
  const shared = await link.inputValue();
  expect(shared.length).toBeLessThan(2000);
  const guest = new SweepPage(await page.context().newPage());
  await guest.page.goto(shared);
  await expect(guest.dialog.getByText(/^14 results were claimed/)).toBeVisible();

  const many = smokeSweep({ sites: ["stem", "s1b1", "s2b1"], methods: ["dsn", "dhm"], seeds: [...Array(30).keys()] });
  await page.goto("about:blank");
  await view.open(many);
  await view.import({ name: "results.jsonl", text: textOf(foundElsewhere(many)) });
  await expect(view.progress(/^450 of 450 runs done/)).toBeVisible();
  await view.button("Share").click();
  await expect(view.dialog.getByText(/more than 2000.*send the Results file along/)).toBeVisible();
  expect((await link.inputValue()).length).toBeLessThan(2000);
});

test("five thousand imported runs leave the page quick @full", async ({ page }) => {
  const tiny = findPreset("tiny")?.experiment ?? smallData;
  const sites = ["stem", "s1b1", "s2b1", "s3b1"];
  const base = { ...tiny, arms: tiny.arms };
  const seeds = Array.from({ length: 64 }, (_, index) => index);
  const large = makeSweep(base, { sites, methods: ["dsn", "dsl", "dhm"], weights: [0.3, 1], seeds });
  const found = foundElsewhere(large);
  expect(found.length).toBeGreaterThan(5000);
  const view = new SweepPage(page);
  await view.open(large);
  const browser = page.context().browser();
  if (browser === null) throw new Error("the browser is gone");
  // From the disk, as people do: handed over as text, the megabytes would be the page's work.
  const file = test.info().outputPath("results.jsonl");
  await writeFile(file, textOf(found));
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline"] });
  await view.dialog.locator('input[type="file"]').setInputFiles(file);
  await expect(view.progress(new RegExp(`^${found.length} of ${found.length} runs done`))).toBeVisible();
  await expect(view.dialog.getByText(/^Correlation .* over \d+ runs/)).toBeVisible();
  const tasks = pageTasks((await browser.stopTracing()).toString("utf8"));
  test.info().annotations.push({ type: "longest tasks, ms", description: tasks.slice(0, 8).join(", ") });
  expect(tasks.length).toBeGreaterThan(100);
  // Read, merged or drawn in one go, they would hold the page up for seconds.
  expect(tasks[0]).toBeLessThan(1000);

  // Only what is in sight is drawn, and the rest is there when it is scrolled to.
  await view.dialog.getByRole("radio", { name: "Accuracy" }).click();
  expect(await view.dialog.getByRole("listitem").count()).toBeLessThanOrEqual(16);
  await view
    .button(/^Show /)
    .first()
    .focus();
  await page.keyboard.press("End");
  await expect(view.dialog.getByRole("listitem").last()).toHaveAttribute("aria-posinset", "16");
  await view.dialog.getByText("Table", { exact: true }).click();
  await expect(view.button(/^Show more/)).toBeVisible();
});
