import { readFile, writeFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { drawnSet, numpyFiles, zipOf } from "../src/data/files/testing/containers";
import { encodeLink } from "../src/experiment/link/encode";
import { LabPage, smoke } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

const watched = {
  ...smoke,
  training: { ...smoke.training, validation: 0.25 },
  measure: { ...smoke.measure, evaluateImages: 40 },
};

test("a run that watches validation images says so at every number, and reads the test set at its end @full", async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.openSmoke(`./#${encodeLink(watched)}`);
  const chart = page.getByRole("region", { name: "How well does each head classify?" });
  await expect(chart.getByText("on validation", { exact: true })).toBeVisible();
  await lab.playToTheEnd();
  // The result is the test set's, the curves are not.
  await expect(page.getByText(/main head, whole test set, step 40/)).toBeVisible();
  await expect(page.getByText("bars: whole test set")).toBeVisible();
  await expect(chart.getByRole("group", { name: /on validation images at step 40/ })).toBeVisible();
  await chart.getByRole("button", { name: "Table", exact: true }).click();
  await expect(chart.getByRole("table", { name: /on validation images by step/ })).toBeVisible();
  await page.keyboard.press("[");
  await expect(page.getByText(/main head, 40 validation images, step/)).toBeVisible();
  await expect(page.getByText("bars: validation images")).toBeVisible();
  // All images of each split, by class.
  await page.getByRole("tab", { name: "Data" }).click();
  await page.getByRole("radio", { name: "Validation", exact: true }).click();
  const classes = page.getByRole("list", { name: "Images by class" });
  await expect(classes.getByRole("button", { name: /^All classes/ })).toHaveText(/40$/);
  await page.getByRole("radio", { name: "Test", exact: true }).click();
  await expect(page.getByText("Page 1 of 4")).toBeVisible();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await expect(page.getByText("Page 2 of 4")).toBeVisible();
  await page.getByRole("searchbox", { name: "Find a class" }).fill("triangle, checks");
  await classes.getByRole("button").first().click();
  await expect(page.getByText("Page 1 of 1")).toBeVisible();
  const picture = page.getByRole("button", { name: /^Look at image \d+: .*checks/ }).first();
  await picture.click();
  const look = page.getByRole("region", { name: /^Image \d+: .*checks/ });
  await expect(look.getByText("Only training images are changed")).toBeVisible();
  await look.getByRole("button", { name: "Find the images nearest to it" }).click();
  await expect(look.getByRole("list", { name: /^Nearest/ }).getByRole("listitem")).toHaveCount(6);
  await page.getByRole("radio", { name: "Training", exact: true }).click();
  await page.getByRole("button", { name: /^Look at image 3:/ }).click();
  const draws = page.getByRole("region", { name: /^Image 3:/ });
  await expect(draws.getByRole("img", { name: /^Draw \d+ of its changes$/ })).toHaveCount(8);
  await draws.getByRole("button", { name: "Draw again" }).click();
  await expect(draws.getByRole("img", { name: "Draw 9 of its changes" })).toBeVisible();
  await expectTidy(page, 390);
  await expectTidy(page, 1440);
  // What the file holds has both, by name.
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "CSV", exact: true }).click(),
  ]);
  const text = await readFile(await download.path(), "utf8");
  const columns = text.split("\n")[0]?.split(",") ?? [];
  expect(columns).toContain("A/validation/accuracy/main");
  expect(columns).toContain("A/test/accuracy/main");
});

/** Nothing is wider than the window, and no reader of the page is left out. */
async function expectTidy(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  // The layout of a phone is fetched when it is wanted; until the other one has gone, its main part is still there.
  await expect(page.getByRole("complementary", { name: "Setup" })).toHaveCount(width < 600 ? 0 : 1);
  await expect(page.getByRole("main")).toBeVisible();
  await expect(page.getByRole("tab", { name: "Data" })).toBeVisible();
  await page.screenshot({ path: test.info().outputPath(`data-${width}.png`) });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
}

test("a set's own validation images are watched, or its test images where that is chosen", async ({ page }, info) => {
  const file = info.outputPath("tissue.npz");
  const splits = { train: drawnSet(160, 8, 3, 4, 1), test: drawnSet(40, 8, 3, 4, 2), val: drawnSet(24, 8, 3, 4, 3) };
  await writeFile(file, zipOf(numpyFiles(splits)));
  const lab = new LabPage(page);
  await lab.openSmoke();
  await page.getByRole("button", { name: "Images", exact: true }).click();
  const images = page.getByRole("dialog", { name: "Images" });
  await images.getByLabel("Choose files").setInputFiles(file);
  await expect(images.getByText("The experiment trains on it now.")).toBeVisible();
  const watched = images.getByLabel("Watched while training");
  await expect(watched).toHaveValue("own");
  await expect(watched).toContainText("its own 24 validation images");
  await expect(images.getByText("160 training, 24 validation and 40 test images")).toBeVisible();
  await page.screenshot({ path: info.outputPath("watched.png") });
  await images.getByRole("button", { name: "Close" }).click();
  const chart = page.getByRole("region", { name: "How well does each head classify?" });
  await expect(chart.getByText("on validation", { exact: true })).toBeVisible();
  await lab.playToTheEnd();
  await page.getByRole("tab", { name: "Data" }).click();
  await page.getByRole("radio", { name: "Validation", exact: true }).click();
  const classes = page.getByRole("list", { name: "Images by class" });
  await expect(classes.getByRole("button", { name: /^All classes/ })).toHaveText(/24$/);
  await page.getByRole("button", { name: "Images", exact: true }).click();
  await watched.selectOption("test");
  await images.getByRole("button", { name: "Close" }).click();
  await expect.poll(() => page.url()).not.toContain("files.own");
});
