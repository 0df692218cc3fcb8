import { readFile, writeFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { LabPage } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

test("runs are kept, found, named, drawn behind, deleted and taken back", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await lab.playToTheEnd();
  const first = await lab.curves();
  await page.reload();
  await expect(page.getByRole("button", { name: /^#1/ })).toBeVisible();
  await expect(page.getByText(/was interrupted before its end/)).toHaveCount(0);
  // The last run of the experiment is on display again.
  await expect.poll(() => lab.step()).toBe(40);
  expect(await lab.curves()).toEqual(first);
  await lab.button("Reset").click();

  await page.getByRole("button", { name: "All 1" }).click();
  const library = page.getByRole("dialog", { name: "Library of runs" });
  await library.getByRole("button", { name: /^Star #1/ }).click();
  await library.locator("summary").click();
  await library.getByRole("textbox", { name: "Name" }).fill("The first one");
  await library.getByRole("textbox", { name: "Note" }).fill("kept <b>as text</b>");
  await library.getByRole("searchbox").fill("first");
  await expect(library.getByRole("paragraph").filter({ hasText: "kept <b>as text</b>" })).toBeVisible();
  await expect(library.getByText(/^This page uses/)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include("dialog").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await library.getByRole("searchbox").fill("nothing like it");
  await expect(library.getByText("No runs match.")).toBeVisible();
  await library.getByRole("searchbox").fill("");
  await library.locator("summary").click();
  await library.getByRole("button", { name: "Overlay" }).click();
  await expect(page.locator('path.recharts-line-curve[stroke-width="5"]').first()).toBeAttached();

  await page.getByRole("button", { name: /^#1 The first one/ }).click();
  await expect.poll(() => lab.step()).toBe(40);
  expect(await lab.curves()).toEqual(first);

  await page.getByRole("button", { name: "All 1" }).click();
  await library.locator("summary").click();
  await library.getByRole("button", { name: "Delete" }).click();
  await expect(library.getByText(/was deleted/)).toBeVisible();
  await library.getByRole("button", { name: "Undo" }).click();
  await expect(library.getByRole("button", { name: /^#1 The first one/ })).toBeVisible();
});

test("a file carries runs to another browser, and a damaged one changes nothing @full", async ({
  page,
  browser,
}, info) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await lab.playToTheEnd();
  const first = await lab.curves();
  await page.getByRole("button", { name: "All 1" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export all" }).click();
  const file = await (await download).path();

  const other = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  const there = new LabPage(other);
  await there.openSmoke();
  await other.getByRole("button", { name: "All 0" }).click();
  const cut = info.outputPath("cut.zip");
  await writeFile(cut, (await readFile(file)).subarray(0, 2000));
  await other.locator('input[type="file"]').setInputFiles(cut);
  await expect(other.getByText(/cut off or was changed.*Nothing of it was imported/).first()).toBeVisible();
  await other.locator('input[type="file"]').setInputFiles(file);
  await expect(other.getByText("One run imported.").first()).toBeVisible();
  await other.getByRole("dialog").getByRole("button", { name: /^#1/ }).click();
  await expect.poll(() => there.step()).toBe(40);
  expect(await there.curves()).toEqual(first);
  await other.context().close();
});

test("without storage the page says so, trains all the same, and hands the run out @full", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, "indexedDB", {
      value: {
        open: () => {
          throw new DOMException("The operation is insecure.", "SecurityError");
        },
      },
    });
  });
  const lab = new LabPage(page);
  await lab.openSmoke();
  await expect(page.getByText(/Runs are not kept in this browser/)).toBeVisible();
  await lab.playToTheEnd();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download this run" }).click();
  expect(await readFile(await (await download).path(), "utf8")).toContain('"format":"forklab-runs"');
});
