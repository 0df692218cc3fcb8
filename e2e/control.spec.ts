import { expect, test } from "@playwright/test";
import type { Experiment } from "../src/experiment/experiment";
import { encodeLink } from "../src/experiment/link/encode";
import { findPreset, smallData } from "../src/experiment/presets";
import { LabPage } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

const smoke = findPreset("smoke")?.experiment ?? smallData;
const [firstArm] = smoke.arms;
const alone = firstArm === undefined ? [] : [firstArm];
const linkOf = (experiment: Experiment): string => `./#${encodeLink(experiment)}`;

test("a run that diverges says where, and goes back with one click behind its earlier curve @full", async ({
  page,
}) => {
  // Weight decay times a rate that rises throughout: the weights grow without bound towards the end.
  const wild: Experiment = {
    ...smoke,
    arms: alone,
    optimizer: { ...smoke.optimizer, lr: 3, decay: 1 } as Experiment["optimizer"],
    training: { ...smoke.training, budget: 110, schedule: "constant", warmup: 1 },
    measure: { ...smoke.measure, probeEvery: 50, evaluateEvery: 40, evaluateImages: 20 },
  };
  const lab = new LabPage(page);
  await lab.openSmoke(linkOf(wild));
  await lab.button("Play").click();
  const notice = page.getByRole("alert").filter({ hasText: /Arm A diverged at step \d+\./ });
  await expect(notice).toContainText(/\((activation|gradient|parameter)\) (is|reached) .* at step \d+/);
  await expect(notice).toContainText("Likely cause: ");
  const ways = notice.getByRole("group", { name: "What you can do" });
  await expect(ways.getByRole("button")).toHaveText([
    "Back 50 steps with a third of the learning rate",
    "Start again with half the rate",
    "Start again with a longer warm-up",
  ]);
  const diverged = await lab.step();
  await ways.getByRole("button", { name: /^Back 50 steps/ }).click();
  await expect(lab.run.getByText("finished")).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`cu=${diverged - 50}`));
  // The earlier curve stands in front, and no step is there twice; its numbers are compared in branchOff.full.test.ts.
  const curves = await lab.curves();
  expect(curves.get("step")).toEqual([...new Set(curves.get("step"))]);
  expect(curves.get("step")).toEqual(expect.arrayContaining(["1", "30", "110"]));
});

test("training is slowed down and sped up while it runs, by keyboard, and its speed is told @full", async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.openSmoke(linkOf({ ...smoke, arms: alone }));
  const speed = lab.run.getByRole("combobox", { name: "Speed" });
  await speed.focus();
  await speed.press("Home");
  await expect(speed).toHaveValue("1");
  await lab.button("Play").click();
  await expect(lab.run.getByText(/^Step [23]\b/).first()).toBeVisible();
  await expect(lab.run.getByText(/steps\/s, \d+ images\/s$/)).toBeVisible();
  await expect.poll(() => lab.step()).toBeLessThan(10);
  await speed.focus();
  await speed.press("End");
  await expect(speed).toHaveValue("full");
  await expect(lab.run.getByText("finished")).toBeVisible();
});

test("a run stops once no arm improves any more, with the whole test set at its end @full", async ({ page }) => {
  const patient: Experiment = {
    ...smoke,
    arms: alone,
    optimizer: { ...smoke.optimizer, lr: 1e-9 } as Experiment["optimizer"],
    training: { ...smoke.training, patience: 2 },
    measure: { ...smoke.measure, evaluateEvery: 3, probeEvery: 0, evaluateImages: 20 },
  };
  const lab = new LabPage(page);
  await lab.openSmoke(linkOf(patient));
  await lab.button("Play").click();
  await expect(lab.run.getByText("stopped early at step 9: no arm improved for 2 evaluations")).toBeVisible();
  await expect(lab.button("Replay")).toBeEnabled();
  // The library takes it for a run that is done and offers no way on.
  await page.getByRole("button", { name: "All 1" }).click();
  const library = page.getByRole("dialog", { name: "Library of runs" });
  await library.locator("summary").click();
  await expect(library.getByRole("button", { name: "Overlay" })).toBeVisible();
  await expect(library.getByRole("button", { name: /^(Continue|Start again)/ })).toHaveCount(0);
});

test("an edit keeps the run and says where it is; the way back offers it again", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke(linkOf({ ...smoke, arms: alone }));
  await lab.button("Play").click();
  await expect(lab.run.getByText(/^Step [1-9]/).first()).toBeVisible();
  await lab.button("New seed").click();
  const notice = page.getByRole("status").filter({ hasText: "Run #1 kept." });
  await expect(notice).toBeVisible();
  await expect(lab.run.getByText("Step 0", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: /^Undo/ }).click();
  const again = page.getByRole("status").filter({ hasText: "This is the setup of run #1." });
  await again.getByRole("button", { name: "Open it" }).click();
  await expect(again).toHaveCount(0);
  await expect.poll(() => lab.step()).toBeGreaterThan(0);
  await expect(lab.button("Replay")).toBeEnabled();
});
