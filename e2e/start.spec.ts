import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Locator, type Page } from "@playwright/test";
import { builtNetworks } from "../src/experiment/expansion";
import { learningFields } from "../src/experiment/fields";
import { encodeLink } from "../src/experiment/link/encode";
import { initialValues } from "../src/schema/field";
import { weightsHash } from "../src/storage/weightsHash";
import { writeSafetensors } from "../src/torch/safetensors";
import { initialWeights, torchTensors } from "../src/torch/weights";
import { armDialogWords } from "../src/ui/words/armDialogWords";
import { strings } from "../src/ui/words/strings";
import { LabPage, smoke } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

const settings = (page: Page): Locator => page.getByRole("dialog", { name: /^Arm A/ });

test("a link whose arm starts from weights asks for their file, and the run says which it started from @full", async ({
  page,
}) => {
  const [network] = builtNetworks(smoke);
  if (network === undefined) throw new Error("smoke has arms");
  const drawn = initialWeights(network.graph, 3);
  const hash = await weightsHash(drawn);
  const start = hash.slice(0, 16);
  const file = {
    name: "a.safetensors",
    mimeType: "application/octet-stream",
    buffer: Buffer.from(writeSafetensors(torchTensors(network.graph, drawn))),
  };
  const [first, ...others] = smoke.arms;
  if (first === undefined) throw new Error("smoke has arms");
  const arms = [{ ...first, learning: { ...initialValues(learningFields), start } }, ...others];
  const link = `./#${encodeLink({ ...smoke, arms, training: { ...smoke.training, budget: 10 } })}`;
  const lab = new LabPage(page);
  await page.goto(link);
  const { choose, needed, taken } = armDialogWords.start;
  await expect(settings(page).getByText(needed(start))).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include("dialog").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  await page.keyboard.press("Escape");
  await lab.button("Play").click();
  const missing = page.getByText(`arm A starts from the weights ${start}, which are not at hand`).first();
  await expect(missing).toBeVisible();
  // Nothing is wrong with training itself.
  await expect(page.getByText(strings.notice.weightsMissing)).toBeVisible();
  await expect(page.getByText(strings.notice.faultTitle)).toHaveCount(0);

  await page.getByRole("button", { name: "All settings of arm A" }).click();
  await settings(page).getByLabel(choose).setInputFiles(file);
  await expect(settings(page).getByText(taken(file.name, "whole"))).toBeVisible();
  await page.keyboard.press("Escape");
  await lab.playToTheEnd();
  const tabs = page.getByRole("tablist", { name: "Details" });
  await tabs.getByRole("tab", { name: "Log" }).click();
  await expect(page.getByText(`Arm A started from weights, SHA-256 ${hash}`)).toBeVisible();

  // The file stays with the browser.
  await page.reload();
  await expect(page.getByRole("button", { name: /^#\d/ }).first()).toBeVisible();
  await page.getByRole("button", { name: "All settings of arm A" }).click();
  const chosen = settings(page).getByRole("combobox", { name: "Starting weights" });
  await expect(chosen.locator("option:checked")).toHaveText(`${file.name} (${start})`);
  await expect(settings(page).getByText(needed(start))).toHaveCount(0);
});
