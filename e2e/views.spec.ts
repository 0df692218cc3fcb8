import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Download, type Locator, type Page } from "@playwright/test";
import { encodeLink } from "../src/experiment/link/encode";
import { LabPage, smoke } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

const accuracyOf = (page: Page): Locator => page.getByRole("region", { name: "How well does each head classify?" });
const agreementOf = (page: Page): Locator =>
  page.getByRole("region", { name: "Do the losses pull the trunk the same way?" });

/** The smoke experiment, trained to its end. */
async function trained(page: Page): Promise<LabPage> {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await lab.playToTheEnd();
  await expect(accuracyOf(page).getByRole("group", { name: /at step 40/ })).toBeVisible();
  return lab;
}

async function textOf(download: Promise<Download>): Promise<string> {
  return readFile(await (await download).path(), "utf8");
}

test("pointing at a chart marks the step in all and writes the values below; a click holds it", async ({ page }) => {
  await trained(page);
  const accuracy = accuracyOf(page);
  await agreementOf(page).getByRole("radio", { name: "Lines" }).click();
  const plot = accuracy.getByTitle(/^Click to pin this step/).last();
  const box = await plot.boundingBox();
  if (box === null) throw new Error("the chart has no size");
  // Evaluations of this run are ten steps apart: the middle of 40 is one of them.
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  await expect(accuracy.getByText(/^Step 20$/)).toBeVisible();
  await expect(agreementOf(page).getByText(/^Step 20$/)).toBeVisible();
  await expect(accuracy.getByText(/^Main head A \.\d{3} B \.\d{3}/)).toBeVisible();
  await page.mouse.down();
  await page.mouse.up();
  await expect(page.getByRole("slider", { name: "Displayed step" })).toHaveValue("20");
  await expect(accuracy.getByRole("group", { name: /at step 20/ })).toBeVisible();
  await page.mouse.move(0, 0);
  await expect(accuracy.getByText(/^Step 20$/)).toBeHidden();
  // A cell of the map does the same.
  await agreementOf(page).getByRole("radio", { name: "Map" }).click();
  const cells = agreementOf(page).getByTitle("Click a cell to see its step everywhere.").first();
  const row = await cells.boundingBox();
  await cells.click({ position: { x: (row?.width ?? 0) * 0.6, y: 5 } });
  await expect(page.getByRole("slider", { name: "Displayed step" })).toHaveValue("25");
  await agreementOf(page).getByRole("radio", { name: "Dials" }).click();
  await expect(
    agreementOf(page)
      .getByText(/, step.25$/)
      .first(),
  ).toBeVisible();
});

test("noise: in words, and in a table by stage and layer, of the step on display", async ({ page }) => {
  await trained(page);
  const agreement = agreementOf(page);
  await agreement.getByRole("radio", { name: "Noise" }).click();
  const table = agreement.getByRole("table", { name: /^How much of the agreement is noise: .*, step 5$/ });
  await expect(table.getByRole("row", { name: /^Stem .* ± .*(within|beyond) the noise/ })).toBeVisible();
  await expect(table.getByRole("row", { name: /^s1b1.conv1 / })).toBeVisible();
  await expect(agreement.getByText(/^Probe at step 5, \d+ images\. In stem the agreement of B is /)).toBeVisible();
  await expect(agreement.getByRole("combobox", { name: "Losses compared" })).toBeDisabled();
  const { violations } = await new AxeBuilder({ page }).include("[data-part=agreement]").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.getByRole("slider", { name: "Displayed step" }).fill("4");
  await expect(agreement.getByText(/^One probe in eight measures the noise/)).toBeVisible();
});

test("whose images pull apart: a row per class and the pictures, once the run is at its end @full", async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.openSmoke(`./#${encodeLink({ ...smoke, measure: { ...smoke.measure, byClass: true } })}`);
  await page.getByRole("tab", { name: "Whose images" }).click();
  const panel = page.getByRole("tabpanel");
  await expect(panel.getByText(/^Measured once, at the end of the run/)).toBeVisible();
  await lab.playToTheEnd();
  const table = panel.getByRole("table", { name: /^Agreement by class: / });
  await expect(table.getByRole("row", { name: /^Texture / }).first()).toBeVisible();
  await expect(table.getByRole("row", { name: /^Class / })).toHaveCount(10);
  const pictures = panel.getByRole("region", { name: "Images that pull apart most in A" }).getByRole("img");
  await expect(pictures).toHaveCount(6);
  await expect(pictures.first()).toHaveAccessibleName(/: cosine .*; main says .*, branch 1 says /);
  const { violations } = await new AxeBuilder({ page }).include("[data-part=details]").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test("a part of the run is drawn alone: by dragging, and by numbers @full", async ({ page }) => {
  await trained(page);
  const accuracy = accuracyOf(page);
  const plot = accuracy.getByTitle(/^Click to pin this step/).first();
  const box = await plot.boundingBox();
  if (box === null) throw new Error("the chart has no size");
  await page.mouse.move(box.x + box.width * 0.25, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 30, { steps: 3 });
  await page.mouse.move(box.x + box.width * 0.75, box.y + 30, { steps: 3 });
  await page.mouse.up();
  await page.mouse.move(0, 0);
  await expect(accuracy.getByText("Steps 10 to 30")).toBeVisible();
  await accuracy.getByText("More", { exact: true }).click();
  await accuracy.getByText("Zoom", { exact: true }).click();
  await expect(accuracy.getByRole("spinbutton", { name: "From step" })).toHaveValue("10");
  await accuracy.getByRole("spinbutton", { name: "to step" }).fill("20");
  await page.keyboard.press("Enter");
  await expect(accuracy.getByText("Steps 10 to 20")).toBeVisible();
  await accuracy.getByRole("checkbox", { name: "Fit height to values" }).check();
  await accuracy.getByRole("button", { name: "Whole run" }).first().click();
  await expect(accuracy.getByText(/^Steps \d+ to/)).toBeHidden();
});

test("arms overlaid, split, subtracted; along steps, time and work; smoothed; on a logarithmic scale @full", async ({
  page,
}) => {
  await trained(page);
  const accuracy = accuracyOf(page);
  await expect(accuracy.getByRole("figure")).toHaveCount(3);
  await accuracy.getByRole("radio", { name: "Split" }).click();
  await expect(accuracy.getByRole("figure")).toHaveCount(6);
  await expect(accuracy.getByRole("figure").last().getByText("B Main head", { exact: true })).toBeVisible();
  await page.keyboard.press("c");
  await expect(accuracy.getByRole("radio", { name: "B − A" })).toBeChecked();
  await expect(accuracy.getByRole("figure")).toHaveCount(3);
  await expect(
    accuracy
      .getByRole("figure")
      .last()
      .getByText(/^[+−]\.\d\d$/),
  ).toBeVisible();
  await page.keyboard.press("c");
  const axis = accuracy.getByRole("combobox", { name: "Horizontal axis" });
  await axis.selectOption({ label: "Wall time" });
  await expect(
    accuracy
      .getByRole("figure")
      .first()
      .getByText(/^\d+:\d\d$/)
      .last(),
  ).toBeVisible();
  await axis.selectOption({ label: "Multiply-adds" });
  await expect(
    accuracy
      .getByRole("figure")
      .first()
      .getByText(/^[\d.]+ M$/),
  ).toBeVisible();
  await axis.selectOption({ label: "Steps" });
  const lines = accuracy.locator(".recharts-line");
  const before = await lines.count();
  await accuracy.getByRole("slider", { name: "Smooth" }).fill("0.8");
  // The raw curve stays visible behind each smoothed one.
  await expect(lines).toHaveCount(2 * before);
  await accuracy.getByRole("combobox", { name: "Measure" }).selectOption("nll");
  await accuracy.getByRole("checkbox", { name: "Log" }).check();
  await expect(accuracy.getByRole("figure").first().getByText("10", { exact: true })).toBeVisible();
});

test("charts are saved as values, drawing and picture that say where they come from @full", async ({ page }) => {
  await trained(page);
  const accuracy = accuracyOf(page);
  const saved = async (name: string): Promise<Download> => {
    const download = page.waitForEvent("download");
    const save = accuracy.getByText("Save", { exact: true });
    if (!(await save.isVisible())) await accuracy.getByText("More", { exact: true }).click();
    await save.click();
    await accuracy.getByRole("button", { name }).click();
    return download;
  };
  const csv = await textOf(saved("Values (CSV)"));
  const link = await page.evaluate(() => window.location.hash.slice(1));
  const [header = "", ...rows] = csv.trimEnd().split("\n");
  // Whatever reads tables reads it as it stands; where it comes from is in the last columns.
  expect(header).toMatch(/,seed,link$/);
  for (const row of rows) expect(row.replaceAll('"', "").endsWith(`,42,${page.url()}`)).toBe(true);
  expect(header.split(",")).toEqual(expect.arrayContaining(["step", "A/accuracy/main", "B/accuracy/s1b1"]));
  expect(rows.map((row) => row.split(",")[0])).toEqual(["10", "20", "30", "40"]);
  const svg = await textOf(saved("Drawing (SVG)"));
  const drawn = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    return {
      error: parsed.querySelector("parsererror")?.textContent ?? "",
      words: parsed.documentElement.textContent,
      curves: parsed.querySelectorAll("path").length,
    };
  }, svg);
  expect(drawn.error).toBe("");
  expect(drawn.words).toContain("How well does each head classify?");
  expect(drawn.words).toContain("seed 42");
  expect(drawn.words?.replaceAll(/\s/g, "")).toContain(link.slice(0, 60));
  expect(drawn.curves).toBeGreaterThanOrEqual(6);
  const png = await readFile(await (await saved("Picture (PNG)")).path());
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  expect(png.length).toBeGreaterThan(10_000);
});

test("curves are played: the crosshair goes along, and it stops when told to @full", async ({ page }) => {
  await trained(page);
  const accuracy = accuracyOf(page);
  await accuracy.getByText("Listen", { exact: true }).click();
  await expect(accuracy.getByText(/A sounds left, B right/)).toBeVisible();
  await accuracy.getByRole("button", { name: "Main head", exact: true }).click();
  await expect(accuracy.getByText(/^Step \d+$/)).toBeVisible();
  await accuracy.getByRole("button", { name: "Stop: Main head" }).click();
  await expect(accuracy.getByRole("button", { name: "Main head", exact: true })).toBeVisible();
  await expect(accuracy.getByText(/^Step \d+$/)).toBeHidden();
});

test("pictures: what is trained on, what heads say of test images, what they confuse @full", async ({ page }) => {
  await trained(page);
  const details = page.getByRole("region", { name: "Details" });
  await page.getByRole("tab", { name: "Data" }).click();
  await expect(details.getByText(/^The batch that update 40 learns from: 8 of 8 images/)).toBeVisible();
  await expect(details.getByRole("img", { name: /as stored/ })).toHaveCount(8);
  await expect(details.getByRole("img", { name: /The same as trained on/ })).toHaveCount(8);
  await page.getByRole("tab", { name: "Samples" }).click();
  await expect(details.getByRole("img", { name: /^Test image 0:/ })).toBeVisible();
  await expect(details.getByText("Step 40, 160 test images")).toBeVisible();
  await details.getByRole("radio", { name: "Confident mistakes" }).click();
  await expect(
    details
      .getByRole("img", { name: "wrong" })
      .first()
      .or(details.getByText(/^No head is wrong and at least/)),
  ).toBeVisible();
  await page.getByRole("tab", { name: "Confusion" }).click();
  await expect(details.getByRole("figure")).toHaveCount(3);
  await expect(details.getByText(/^B − A: green where B/)).toBeVisible();
});

test("a branch's editor lies whole inside a low window, also after scrolling", async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 600 });
  await new LabPage(page).openSmoke();
  await page.getByRole("button", { name: /^Branch 1, arm B/ }).click();
  const editor = page.getByRole("dialog", { name: "Branch 1, arm B" });
  await expect(editor.getByRole("combobox", { name: "Weight, after stage 1" })).toBeVisible();
  const outside = async (): Promise<number> => {
    const box = await editor.boundingBox();
    if (box === null) throw new Error("the editor is not there");
    return Math.max(0 - box.y, box.y + box.height - 600);
  };
  await expect.poll(outside).toBeLessThanOrEqual(0);
  await page.mouse.move(200, 300);
  for (const way of [400, -800]) {
    await page.mouse.wheel(0, way);
    await expect.poll(outside).toBeLessThanOrEqual(0);
  }
});

test("a branch's design and weight are changed where it is drawn, by keyboard", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  const branch = page.getByRole("button", { name: /^Branch 1, arm A: GAP \+ linear, weight 1\. Edit$/ });
  await branch.focus();
  await page.keyboard.press("Enter");
  const editor = page.getByRole("dialog", { name: "Branch 1, arm A" });
  await expect(editor).toBeVisible();
  await editor.getByRole("combobox", { name: "Design, after stage 1" }).selectOption({ label: "conv, GAP + linear" });
  await editor.getByRole("combobox", { name: "Weight, after stage 1" }).fill(".3");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(editor).toBeHidden();
  await expect(
    page.getByRole("button", { name: /^Branch 1, arm A: conv, GAP \+ linear, weight \.3\. Edit$/ }),
  ).toBeVisible();
  await page.getByRole("button", { name: "What ships" }).click();
  await expect(page.getByText(/^What ships: the main path, [\d.]+ k parameters in every arm\.$/)).toBeVisible();
  await page.getByRole("button", { name: "Fork after the stem, off" }).hover();
  await expect(page.getByText(/^After the stem: A \+\d+ parameters, .*compute; B .*; trains stem/)).toBeVisible();
});

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing in the views, ${theme} @full`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await trained(page);
    const clean = async (where: string): Promise<void> => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
      expect(found, where).toEqual([]);
    };
    await agreementOf(page).getByRole("radio", { name: "Dials" }).click();
    await accuracyOf(page).getByRole("radio", { name: "Split" }).click();
    for (const tab of ["Data", "Samples", "Confusion"]) {
      await page.getByRole("tab", { name: tab }).click();
      await expect(page.getByRole("tabpanel").getByRole("img").first()).toBeVisible();
      await clean(tab);
    }
    await accuracyOf(page).getByText("More", { exact: true }).click();
    await accuracyOf(page).getByText("Zoom", { exact: true }).click();
    await accuracyOf(page).getByText("Listen", { exact: true }).click();
    await clean("menus of charts");
    await page.getByRole("button", { name: /^Branch 1, arm B/ }).click();
    await expect(page.getByRole("dialog", { name: "Branch 1, arm B" })).toBeVisible();
    await clean("a branch's editor");
  });
}
