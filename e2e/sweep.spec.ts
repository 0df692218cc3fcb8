import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Locator, type Page } from "@playwright/test";
import { parseCellResult, type CellResult } from "../src/runs/sweep/cellResult";
import { LabPage } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

const done = (dialog: Locator, pattern: RegExp) => dialog.getByRole("status").filter({ hasText: pattern });

async function openAblation(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Ablation" }).click();
  return page.getByRole("dialog", { name: "Where should the network fork?" });
}

async function resultsOf(page: Page, dialog: Locator): Promise<readonly CellResult[]> {
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Results", exact: true }).click();
  const text = await readFile(await (await download).path(), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .flatMap((line) => parseCellResult(JSON.parse(line)) ?? []);
}

test("a sweep outlives a reload, and its cells are what single runs are @full", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  let dialog = await openAblation(page);
  await dialog.getByRole("textbox", { name: "Seeds" }).fill("5");
  await expect(done(dialog, /^7 runs of 40 steps/)).toBeVisible();
  await dialog.getByRole("button", { name: "Run", exact: true }).click();
  await expect(done(dialog, /^[2-6] of 7 runs done/)).toBeVisible({ timeout: 60_000 });
  await page.reload();

  dialog = await openAblation(page);
  await expect(done(dialog, /^[2-6] of 7 runs done/)).toBeVisible();
  const early = await resultsOf(page, dialog);
  await dialog.getByRole("button", { name: "Go on" }).click();
  await expect(done(dialog, /^7 of 7 runs done/)).toBeVisible({ timeout: 60_000 });
  const all = await resultsOf(page, dialog);
  expect(all).toHaveLength(7);
  expect(new Set(all.map(({ cell }) => cell)).size).toBe(7);
  // What was done before the reload was kept, not done again.
  expect(all.slice(0, early.length)).toEqual(early);
  await expect(dialog.getByText(/^Correlation .* over 6 runs/)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include("dialog").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  await dialog.getByRole("button", { name: /^Open DHM, s1b1 \+ s2b1/ }).click();
  await expect(dialog).toHaveCount(0);
  await lab.playToTheEnd();
  const curve = (await lab.curves()).get("A/test/accuracy/main")?.filter((text) => text !== "");
  const cell = all.find(({ method, placement }) => method === "DHM" && placement.length === 2);
  expect(curve?.map(Number)).toEqual(cell?.curve.map(([, value]) => value));
});

test("results from elsewhere are merged by cell, and those of another sweep refused", async ({ page, browser }) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  const dialog = await openAblation(page);
  await dialog.getByRole("checkbox", { name: "s2b1" }).uncheck();
  await dialog.getByRole("checkbox", { name: "DHM", exact: true }).uncheck();
  await dialog.getByRole("button", { name: "Run", exact: true }).click();
  await expect(done(dialog, /^2 of 2 runs done/)).toBeVisible({ timeout: 60_000 });
  const results = await resultsOf(page, dialog);
  const lines = results.map((result) => JSON.stringify(result)).join("\n");

  const other = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await new LabPage(other).openSmoke();
  const there = await openAblation(other);
  await there.getByRole("checkbox", { name: "s2b1" }).uncheck();
  await there.getByRole("checkbox", { name: "DHM", exact: true }).uncheck();
  await there.getByRole("button", { name: "Show without running" }).click();
  await expect(done(there, /^0 of 2 runs done/)).toBeVisible();
  const strange = lines.replaceAll(results[0]?.sweep ?? "", "00000000000000");
  const picker = there.locator('input[type="file"]');
  await picker.setInputFiles({ name: "results.jsonl", mimeType: "text/plain", buffer: Buffer.from(`${strange}\n{`) });
  await expect(there.getByText(/2 × of another sweep/)).toBeVisible();
  await expect(done(there, /^0 of 2 runs done/)).toBeVisible();
  await picker.setInputFiles({ name: "results.jsonl", mimeType: "text/plain", buffer: Buffer.from(`${lines}\n`) });
  await expect(done(there, /^2 of 2 runs done/)).toBeVisible();
  expect(await resultsOf(other, there)).toEqual(results);
});
