import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { encodeLink } from "../src/experiment/link/encode";
import { forkWords } from "../src/ui/words/forkWords";
import { gramWords } from "../src/ui/words/gramWords";
import { sweepWords } from "../src/ui/words/sweepWords";
import { LabPage, smoke } from "./labPage";

const COSINE = /^−?(0|1|\.\d\d)$/;

test.use({ viewport: { width: 1440, height: 900 } });

test("a run that watches every site says where to fork, and one click has the ablation filled in @full", async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.openSmoke(`./#${encodeLink(smoke, [], ["vw=t~placement"])}`);
  const tab = page.getByRole("tabpanel");
  await expect(tab.getByText(forkWords.reasons.unrun)).toBeVisible();
  await tab.getByRole("button", { name: forkWords.every }).click();
  await expect(tab.getByText(forkWords.ready)).toBeVisible();
  await lab.playToTheEnd();

  // How the losses stood is the run's affair; that it came to a proposal or said why not is the tab's.
  await tab.getByRole("combobox", { name: forkWords.forks }).selectOption("1");
  await expect(tab.getByRole("status")).toHaveText(
    /^Fork after (the stem|stage [12]): .* in \d+\.\d\s% of what was probed\./,
  );
  const trunk = tab.getByRole("list", { name: forkWords.trunk });
  await expect(trunk.getByRole("listitem")).toHaveText([
    /^Stem\d+\.\d\s%/,
    /^Stage 1\d+\.\d\s%/,
    /^Stage 2\d+\.\d\s%/,
    /^Stage 3–/,
  ]);
  await expect(trunk.getByText(forkWords.proposed)).toHaveCount(1);

  const faults = async (): Promise<unknown> =>
    (await new AxeBuilder({ page }).include("[data-part=details]").analyze()).violations;
  expect(await faults()).toEqual([]);

  await tab.getByRole("combobox", { name: forkWords.below }).selectOption("−.05");
  await expect(tab.getByRole("status")).toHaveText(/\(cosine below −\.05\)/);

  // The same probes, every two losses at a time.
  const tabs = page.getByRole("tablist", { name: "Details" });
  await tabs.getByRole("tab", { name: "Every pair" }).click();
  const pairs = tab.getByRole("region", { name: gramWords.stage("A", "Stage 1") });
  await expect(pairs.getByRole("cell")).toHaveText([
    /^‖\d*\.\d+‖$/,
    COSINE,
    COSINE,
    COSINE,
    /^‖/,
    COSINE,
    COSINE,
    COSINE,
    /^‖/,
  ]);
  await expect(pairs.getByText(/^[123]\.\d\d of 3 directions$/)).toBeVisible();
  expect(await faults()).toEqual([]);
  await tabs.getByRole("tab", { name: "Where to fork" }).click();

  await tab.getByRole("button", { name: forkWords.test }).click();
  const form = page.getByRole("dialog", { name: sweepWords.title });
  const sites = form.getByRole("group", { name: sweepWords.sites, exact: true });
  await expect(sites.getByRole("checkbox", { name: "Stage 1" })).toBeChecked();
  await expect(sites.getByRole("checkbox", { name: "Stage 3" })).not.toBeChecked();
  const methods = form.getByRole("group", { name: sweepWords.methods, exact: true });
  await expect(methods.getByRole("checkbox", { name: "DSN", exact: true })).toBeChecked();
  await expect(methods.getByRole("checkbox", { name: "Plain", exact: true })).not.toBeChecked();
  await expect(form.getByLabel(sweepWords.seeds)).toHaveValue("42, 43, 44");
  await expect(form.getByText(/^\d+ runs of 40 steps$/)).toBeVisible();
  await expect(form.getByRole("button", { name: sweepWords.run, exact: true })).toBeEnabled();
});
