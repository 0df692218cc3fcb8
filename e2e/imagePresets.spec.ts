import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { drawnSet, idxFiles } from "../src/data/files/testing/containers";
import { LabPage, smokeLink } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

test("a preset on images that are not here says what it needs, and trains on what is given instead only when told", async ({
  page,
}, info) => {
  const folder = info.outputPath("files");
  mkdirSync(folder, { recursive: true });
  const few = { train: drawnSet(200, 28, 1, 10, 1), test: drawnSet(100, 28, 1, 10, 2) };
  for (const [path, bytes] of Object.entries(idxFiles(few))) writeFileSync(join(folder, path), bytes);
  const lab = new LabPage(page);
  await lab.openSmoke(smokeLink);
  await page.getByRole("combobox", { name: "Preset" }).selectOption("cifar-published");
  const images = page.getByRole("dialog", { name: "Images" });
  const wanted = images.getByRole("note");
  await expect(wanted).toContainText("made for CIFAR-100");
  await expect(wanted).toContainText("50,000 training and 10,000 test images of 100 classes");
  await expect(wanted.getByRole("link")).toHaveAttribute("href", "https://www.cs.toronto.edu/~kriz/cifar.html");
  await page.screenshot({ path: info.outputPath("dialog.png") });
  const found = await new AxeBuilder({ page }).include("dialog").analyze();
  expect(found.violations).toEqual([]);
  await images.getByRole("button", { name: "Close" }).click();
  // The time is told before anything can be trained, and the published figures with where they stand.
  await expect(page.getByText(/about \d+ h/).first()).toBeVisible();
  await expect(page.getByText(/CDS poster, table 1/)).toBeVisible();
  await expect(lab.button("Play")).toBeDisabled();
  await page.screenshot({ path: info.outputPath("page.png") });
  // Somebody without the real images gives their own: the preset's other settings stay.
  await page.getByRole("combobox", { name: "Preset" }).selectOption("fashion-minutes");
  await images.getByLabel("Choose files").setInputFiles(Object.keys(idxFiles(few)).map((path) => join(folder, path)));
  await expect(images.getByText("The experiment trains on it now.")).toBeVisible();
  await images.getByRole("button", { name: "Close" }).click();
  await expect(lab.button("Play")).toBeEnabled();
  await expect.poll(() => page.url()).toContain("va=.1");
});
