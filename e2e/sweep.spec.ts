import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { parseCellResult } from "../src/sweep/cellResult";
import { expandSweep } from "../src/sweep/expandSweep";
import { encodeSweep } from "../src/sweep/sweepLink";
import { LabPage } from "./labPage";
import { measured, smokeSweep, SweepPage } from "./sweepPage";

test.use({ viewport: { width: 1440, height: 900 } });

test("a sweep says what it takes before it starts, pauses, and a reload goes on inside a run @full", async ({
  page,
}) => {
  // Runs of 1,200 steps, so that there is something to break off, however fast they are.
  const view = new SweepPage(page);
  const sweep = smokeSweep({}, 1200);
  await view.open(sweep);
  await view.button("Estimate the time").click();
  await expect(view.progress(/^2 runs × 1,200 steps, about .* on this machine/)).toBeVisible({ timeout: 60_000 });
  await view.button("Start").click();
  await expect(view.dialog.getByText(/resumes from step \d+/).first()).toBeVisible({ timeout: 60_000 });
  await expect(view.dialog.getByText(/ left$/)).toBeVisible();
  await view.button("Pause").click();
  await expect(view.button("Resume")).toBeVisible();
  const { kept } = await view.runningSteps();
  expect(kept).toBeGreaterThan(0);

  await page.reload();
  await expect(view.progress(/^0 of 2 runs done/)).toBeVisible();
  await expect(view.button("Resume the sweep")).toBeEnabled();
  // The lab offers it as well.
  await view.button(/Back to the lab/).click();
  await expect(page.getByText(/^An ablation was under way when this page was left\./)).toBeVisible();
  await page.getByRole("button", { name: "Resume the sweep" }).click();
  // Not from the beginning: from the snapshot, or later.
  await expect.poll(async () => (await view.runningSteps()).step).toBeGreaterThanOrEqual(kept);
  await expect(view.progress(/^2 of 2 runs done/)).toBeVisible({ timeout: 90_000 });
  const broken = await view.results();

  // The same runs in one go, in another browser.
  const context = await page
    .context()
    .browser()
    ?.newContext({ viewport: { width: 1440, height: 900 } });
  if (context === undefined) throw new Error("the browser is gone");
  const whole = new SweepPage(await context.newPage());
  await whole.open(sweep);
  await whole.goOnUntil(/^2 of 2 runs done/);
  expect(broken.map(measured)).toEqual((await whole.results()).map(measured));
  expect(broken.map(({ cell }) => cell)).toEqual(expandSweep(sweep).map(({ id }) => id));
  await context.close();
});

test("weights and one setting more are chosen in the page, and the form's link is the sweep @full", async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await page.getByRole("button", { name: "Ablation" }).click();
  const view = new SweepPage(page);
  await view.dialog.getByRole("checkbox", { name: "Stage 2" }).uncheck();
  await view.dialog.getByRole("checkbox", { name: "DHM", exact: true }).uncheck();
  await view.dialog.getByRole("textbox", { name: "Seeds" }).fill("3");
  await view.dialog.getByRole("textbox", { name: "Weights" }).fill(".3, 1");
  await view.dialog.getByRole("combobox", { name: "Vary one more setting" }).selectOption("backbone.width");
  await view.dialog.getByRole("textbox", { name: "Values of Width" }).fill("4, 6");
  // A run without forks and two weights, at each of two widths.
  await expect(view.progress(/^6 runs of 40 steps/)).toBeVisible();
  await view.dialog.getByRole("textbox", { name: "This page's part" }).fill("5-4");
  await expect(view.progress(/a part such as 2-4/)).toBeVisible();
  await view.dialog.getByRole("textbox", { name: "This page's part" }).fill("1-2");
  await view.button("Show without training").click();
  await expect(view.progress(/^0 of 3 runs done/)).toBeVisible();
  await expect(view.dialog.getByText("This page runs part 1 of 2.")).toBeVisible();
  await view.button("Share").click();
  const link = await view.dialog.getByRole("textbox", { name: "Link of this sweep" }).inputValue();
  expect(link).toContain("&ss=3&sw=.3~1&sf=backbone.width~4~6&pt=1-2&");
  await page.keyboard.press("Escape");
  await expect(view.button("Copy link")).toBeHidden();
  await expect(view.button(/^Open DSN, weight \.3, Width 4, stage 1/)).toBeAttached();
  await view.goOnUntil(/^3 of 3 runs done/);
});

test("placements are moved to the front, walked by keyboard and opened as arms @full", async ({ page }) => {
  const view = new SweepPage(page);
  // Long enough to stop before all are done, several at once or not.
  await view.open(smokeSweep({ sites: ["s1b1", "s2b1"], methods: ["dsn", "dhm"], seeds: [1] }, 400));
  await view.button("Show stage 1 + stage 2").click();
  const details = view.dialog.getByRole("region", { name: "Forks after stage 1 + stage 2" });
  await details.getByRole("button", { name: "Train next" }).click();
  await view.button("Start").click();
  await expect(view.button(/^Open DSN, stage 1 \+ stage 2, \.\d+/)).toBeVisible({ timeout: 60_000 });
  await view.button("Pause").click();
  await view.button("Stop, keep results").click();

  // One stop for the Tab key, arrows inside.
  await view.button("Show stage 1 + stage 2").focus();
  await page.keyboard.press("ArrowLeft");
  await expect(view.button("Show stage 2")).toBeFocused();
  await page.keyboard.press("Home");
  await expect(view.button("Show no fork")).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowUp");
  await expect(view.button(/^Open DHM, stage 1 \+ stage 2/)).toBeFocused();
  const { violations } = await new AxeBuilder({ page }).include("dialog").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  await page.keyboard.press("Enter");
  await expect(view.dialog).toHaveCount(0);
  await page.getByRole("button", { name: "Ablation" }).click();
  await view.button(/^Open DSN, stage 2,/).click({ modifiers: ["Shift"] });
  await expect(view.dialog).toHaveCount(0);
  // Arm A as it was, arm B from the second cell.
  await expect.poll(() => new URL(page.url()).hash).toMatch(/A=dhm;f=s1b1~light,s2b1~light&B=dsn;f=s2b1&/);

  // A cell that was trained brings along what came out.
  await page.getByRole("button", { name: "Ablation" }).click();
  const trained = view.button(/^Open DSN, stage 1 \+ stage 2, \.\d+/);
  const [said = ""] = /\.\d+/.exec((await trained.getAttribute("aria-label")) ?? "") ?? [];
  await trained.click();
  await expect(view.dialog).toHaveCount(0);
  await expect.poll(() => new URL(page.url()).hash).toMatch(/A=dsn;f=s1b1,s2b1&/);
  const lab = new LabPage(page);
  await expect.poll(() => lab.step()).toBe(400);
  const accuracy = (await lab.curves()).get("A/test/accuracy/main")?.at(-1);
  expect(Number(accuracy).toFixed(said.length - 1)).toBe(`0${said}`);
});

test("3 sites, 2 methods and 3 seeds outlive a reload and are what single runs are @full", async ({ page }) => {
  const view = new SweepPage(page);
  const sweep = smokeSweep({ sites: ["stem", "s1b1", "s2b1"], methods: ["dsn", "dhm"], seeds: [1, 2, 3] });
  await view.open(sweep);
  await view.goOnUntil(/^2\d of 45 runs done/);
  await page.reload();
  await expect(view.progress(/^2\d of 45 runs done/)).toBeVisible();
  const early = await view.results();
  await view.button("Resume the sweep").click();
  await expect(view.progress(/^45 of 45 runs done/)).toBeVisible({ timeout: 10 * 60_000 });
  const all = await view.results();
  expect(new Set(all.map(({ cell }) => cell)).size).toBe(45);
  // What was done before the reload was kept, not done again.
  expect(all.slice(0, early.length)).toEqual(early);
  await expect(view.dialog.getByText(/^Correlation .* over 42 runs/)).toBeVisible();

  // No fork, and placements under both methods, by themselves in the lab; seeds differ in nothing but the seed.
  const lab = new LabPage(page);
  const single = expandSweep(sweep)
    .filter(({ seed }) => seed === 2)
    .filter(({ plain }, index) => plain || index % 3 === 1);
  expect(single).toHaveLength(6);
  expect(new Set(single.map(({ title }) => title)).size).toBe(3);
  for (const { id, link } of single) {
    await page.goto("about:blank");
    await lab.openSmoke(`./#${link}`);
    await lab.playToTheEnd();
    const curve = (await lab.curves()).get("A/test/accuracy/main")?.filter((text) => text !== "");
    const cell = all.find((result) => result.cell === id);
    expect(curve?.map(Number)).toEqual(cell?.curve.map(([, value]) => value));
  }
});

test("in WebAssembly a sweep trains a run on every core, with the results of one run after the other @full", async ({
  page,
}) => {
  // Whatever this machine has: the page believes in two.
  await page.addInitScript(() => Object.defineProperty(navigator, "hardwareConcurrency", { value: 2 }));
  const lab = new LabPage(page);
  await lab.openSmoke();
  await lab.useEngine("WebAssembly");
  const view = new SweepPage(page);
  const sweep = smokeSweep({ seeds: [1, 2] }, 200);
  // Another hash, not another page: the engine stays chosen.
  await view.open(sweep);
  await view.button("Start").click();
  await expect(view.dialog.getByText(/^Training .*: step/)).toHaveCount(2);
  await view.button("Pause").click();
  await expect(view.button("Resume")).toBeVisible();
  await view.button("Resume").click();
  await expect(view.progress(/^4 of 4 runs done/)).toBeVisible({ timeout: 60_000 });
  const results = (await view.results()).map(measured);
  expect(results.map(({ cell }) => cell)).toEqual(expandSweep(sweep).map(({ id }) => id));
  expect(new Set(results.map(({ engine }) => engine))).toEqual(new Set(["wasm, cpu"]));

  // The same on the command line, one after the other.
  const out = join(mkdtempSync(join(tmpdir(), "forklab-sweep-")), "results.jsonl");
  const args = ["scripts/lab.mjs", "sweep", encodeSweep(sweep), "--runtime", "node", "--parallel", "1", "--out", out];
  expect(spawnSync("node", args, { encoding: "utf8" })).toMatchObject({ status: 0 });
  const lines = readFileSync(out, "utf8").trimEnd().split("\n");
  expect(results).toEqual(lines.flatMap((line) => parseCellResult(JSON.parse(line)) ?? []).map(measured));
});
