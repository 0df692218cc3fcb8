import { expect, test } from "@playwright/test";
import type { Experiment } from "../src/experiment/experiment";
import { classWords } from "../src/ui/words/classWords";
import { pageWords } from "../src/ui/words/pageWords";
import { faultWords } from "../src/ui/words/faultWords";
import { encodeLink } from "../src/experiment/link/encode";
import { lecturerWords } from "../src/ui/words/lecturerWords";
import { lessonWords } from "../src/ui/words/lessonWords";
import { lessons } from "../src/lessons";
import { strings } from "../src/ui/words/strings";
import { findPreset, smallData } from "../src/experiment/presets";
import { presetTexts } from "../src/experiment/presetTexts";
import { shareStrings } from "../src/ui/words/shareStrings";
import { silentWords } from "../src/ui/words/silentWords";
import { LabPage, shortLink } from "./labPage";
import { OCCASIONS, refuseLate } from "./refuseLate";
import { smokeSweep, SweepPage } from "./sweepPage";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const [alone = smallData.arms[0] as Experiment["arms"][number]] = smoke.arms;
/** With results, which the page tells in a notice. */
const claimed = `./#${encodeLink(smoke, [], ["e=1", "r=50,50,50;50,50,50"])}`;

test.use({ viewport: { width: 1440, height: 900 } });

test("what a preset says does not come: the page tells it and trains, and it stands there after another try @full", async ({
  page,
}) => {
  const { allow } = await refuseLate(page, OCCASIONS.presets);
  const lab = new LabPage(page);
  await page.goto(`./#${encodeLink(smoke)}`);
  await expect(page.getByText(faultWords.part(faultWords.names.notice))).toBeVisible();
  await expect(lab.button("Play")).toBeEnabled();
  allow(...OCCASIONS.presets);
  await page.getByRole("button", { name: faultWords.tryAgain }).first().click();
  await expect(page.getByText(presetTexts["smoke"] ?? "")).toBeVisible();
});

test("what a first visit, a claim and rare methods bring does not come: each is said in its place @full", async ({
  page,
}) => {
  const { names, part, parts } = faultWords;
  const lab = new LabPage(page);
  const { asked, allow } = await refuseLate(page, OCCASIONS.opening);
  const failed = (what: string): Promise<void> => expect(page.getByText(part(what))).toBeVisible();
  const shows = async (source: string): Promise<void> => {
    allow(source);
    await page.getByRole("button", { name: faultWords.tryAgain }).first().click();
    await expect(page.getByText(faultWords.missing)).toHaveCount(0);
  };
  // Without the recording the page is whole: Play trains.
  await page.goto("./");
  await expect(page.getByText(parts)).toBeVisible();
  await expect(lab.button("Play")).toBeEnabled();
  allow("src/client/firstRun.ts");
  await page.reload();
  await failed(names.notice);
  await shows("src/ui/notices/RecordingNotice.tsx");

  await page.goto("about:blank");
  await lab.openSmoke(claimed);
  await expect(page.getByText(parts)).toBeVisible();
  allow("src/experiment/link/decodeWithClaim.ts");
  await page.reload();
  await failed(names.notice);
  await shows("src/ui/notices/ClaimNotice.tsx");
  await expect(page.getByText("Claimed by the sender.", { exact: true })).toBeVisible();

  await page.goto("about:blank");
  // Typed by hand, so that it has no checksum, which is said.
  await page.goto("./#v1&s=47");
  await failed(names.notice);
  await shows("src/ui/notices/LinkIssues.tsx");
  await expect(page.getByText(/is without a checksum/)).toBeVisible();

  const tabs = page.getByRole("tablist", { name: "Details" });
  const identities = encodeLink(findPreset("who-is-it")?.experiment ?? smoke);
  for (const [link, tab, source] of [
    ["v1&A=bias", "Weights", "src/ui/details/WeightsView.tsx"],
    ["v1&cl=1", "Whose images", "src/ui/details/ConflictView.tsx"],
    ["v1&fe=1", "Features", "src/ui/details/FeatureView.tsx"],
    [identities, "Ranked list", "src/ui/details/RankedLists.tsx"],
  ] as const) {
    await page.goto("about:blank");
    await page.goto(`./#${link}`);
    await tabs.getByRole("tab", { name: tab }).click();
    await failed(names.tab);
    await shows(source);
  }
  expect([...asked].toSorted()).toEqual(OCCASIONS.opening.toSorted());
});

test("what draws or reads the pictures does not come: the tab says so, and has them at the next visit @full", async ({
  page,
}) => {
  page.setDefaultTimeout(30_000);
  const { asked, allow } = await refuseLate(page, OCCASIONS.pictures);
  const files = "v1&d=files&files.name=mine&files.hash=0123456789abcdef&files.sizes=8.8.1.2.200.100";
  const tabs = page.getByRole("tablist", { name: "Details" });
  const identities = findPreset("who-is-it")?.experiment ?? smoke;
  for (const link of [encodeLink(smoke), encodeLink(identities), files]) {
    await page.goto("about:blank");
    await page.goto(`./#${link}`);
    if (link === files) {
      // A link whose images are not here asks for them first.
      await expect(page.getByRole("dialog", { name: "Images" })).toBeVisible();
      await page.keyboard.press("Escape");
    }
    await expect(tabs.getByRole("tab", { name: "Data" })).toBeAttached();
    await tabs.getByRole("tab", { name: "Data" }).click();
    await expect(page.getByRole("tabpanel").getByText(faultWords.missing)).toBeVisible();
  }
  expect([...asked].toSorted()).toEqual(OCCASIONS.pictures.toSorted());
  allow(...OCCASIONS.pictures);
  await page.goto("about:blank");
  await page.goto(`./#${encodeLink(smoke)}`);
  await tabs.getByRole("tab", { name: "Data" }).click();
  await expect(page.getByRole("tabpanel").getByRole("img").first()).toBeVisible();
});

test("what is asked for after runs does not come: it is said, and comes with the next click @full", async ({
  page,
}) => {
  page.setDefaultTimeout(30_000);
  const lab = new LabPage(page);
  const { asked, allow } = await refuseLate(page, OCCASIONS.afterRuns);
  const missing = page.getByText(faultWords.missing);
  const tryAgain = page.getByRole("button", { name: faultWords.tryAgain }).first();
  const fails = async (click: () => Promise<void>, ...sources: readonly string[]): Promise<void> => {
    await click();
    await expect(missing.first()).toBeVisible();
    allow(...sources);
    await tryAgain.click();
    await expect(missing).toHaveCount(0);
  };
  await lab.openSmoke(shortLink);
  await lab.playToTheEnd();
  const accuracy = page.getByRole("region", { name: "How well does each head classify?" });
  const picture = async (): Promise<void> => {
    await accuracy.getByText("More", { exact: true }).click();
    await accuracy.getByText("Save", { exact: true }).click();
    await accuracy.getByRole("button", { name: "Drawing (SVG)" }).click();
  };
  await fails(picture, "src/ui/charts/chartPicture.ts");
  await accuracy.getByText("Listen", { exact: true }).click();
  const listen = accuracy.getByRole("button", { name: "Main head", exact: true });
  await fails(() => listen.click(), "src/ui/charts/playSound.ts", "src/ui/charts/soundOf.ts");
  // Nothing sounds, so there is nothing to stop.
  await expect(listen).toHaveAttribute("aria-pressed", "false");

  await page.getByRole("button", { name: /^All \d+$/ }).click();
  const library = page.getByRole("dialog", { name: "Library of runs" });
  const exportAll = (): Promise<void> => library.getByRole("button", { name: "Export all" }).click();
  // Told, and mended, in the dialog: nothing behind it can be clicked.
  await fails(exportAll, "src/record/runFile.ts");
  const file = page.waitForEvent("download");
  await library.getByRole("button", { name: "Export all" }).click();
  expect((await file).suggestedFilename()).toMatch(/\.zip$/);
  const table = library.getByRole("button", { name: strings.library.tables.csv });
  await fails(() => table.click(), "src/ui/library/valueTables.ts");
  const values = page.waitForEvent("download");
  await table.click();
  expect((await values).suggestedFilename()).toBe("runs.csv");
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Share", exact: true }).click();
  const code = page.getByRole("button", { name: shareStrings.code });
  await fails(() => code.click(), "src/torch/projectZip.ts");
  const project = page.waitForEvent("download");
  await code.click();
  expect((await project).suggestedFilename()).toMatch(/torch.*\.zip$/);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Run 3 seeds" }).click();
  await expect(page.getByText(faultWords.part(faultWords.names.seedsPlot)).first()).toBeVisible({ timeout: 90_000 });
  const dialog = page.getByRole("dialog", { name: faultWords.failed });
  await page.getByRole("button", { name: "All seeds" }).first().click();
  await expect(dialog.getByText(faultWords.missing)).toBeVisible();
  allow(...OCCASIONS.afterRuns);
  await dialog.getByRole("button", { name: faultWords.tryAgain }).click();
  await expect(missing).toHaveCount(0);
  await expect(page.getByRole("dialog").getByRole("table")).toBeVisible();
  expect([...asked].toSorted()).toEqual(OCCASIONS.afterRuns.toSorted());
});

test("what is said of a run that diverged does not come: a notice says so, and the ways on come back @full", async ({
  page,
}) => {
  const lab = new LabPage(page);
  const { asked, allow } = await refuseLate(page, OCCASIONS.diverging);
  // As in control.spec.ts; long enough to see what is said while it goes on.
  const wild: Experiment = {
    ...smoke,
    arms: [alone],
    optimizer: { ...smoke.optimizer, lr: 3, decay: 1 } as Experiment["optimizer"],
    training: { ...smoke.training, budget: 600, schedule: "constant", warmup: 1 },
    measure: { ...smoke.measure, probeEvery: 50, evaluateEvery: 40, evaluateImages: 20 },
  };
  await lab.openSmoke(`./#${encodeLink(wild)}`);
  await lab.button("Play").click();
  const failed = page.getByText(faultWords.part(faultWords.names.notice));
  const tryAgain = page.getByRole("button", { name: faultWords.tryAgain }).first();
  await expect(failed).toBeVisible({ timeout: 90_000 });
  allow("src/ui/notices/Diverged.tsx");
  await tryAgain.click();
  await lab.run.getByRole("combobox", { name: "Speed" }).selectOption("1");
  await page.getByRole("button", { name: /^Back 50 steps/ }).click();
  await expect(failed).toBeVisible();
  allow("src/ui/notices/WentBack.tsx");
  await tryAgain.click();
  await expect(page.getByText(/^Continues from step \d+/)).toBeVisible();
  expect([...asked].toSorted()).toEqual(OCCASIONS.diverging.toSorted());
});

test("what is said of a sweep that broke off does not come: a notice says so @full", async ({ page }) => {
  const view = new SweepPage(page);
  const { asked, allow } = await refuseLate(page, OCCASIONS.sweep);
  await view.open(smokeSweep({}, 120));
  await view.button("Start").click();
  await expect(view.dialog.getByText(/^Training .*: step/).first()).toBeVisible({ timeout: 60_000 });
  await page.reload();
  await view.button(/Back to the lab/).click();
  await expect(page.getByText(faultWords.part(faultWords.names.notice))).toBeVisible();
  allow(...OCCASIONS.sweep);
  await page.getByRole("button", { name: faultWords.tryAgain }).first().click();
  await expect(page.getByRole("button", { name: "Resume the sweep" })).toBeVisible();
  expect([...asked]).toEqual(OCCASIONS.sweep);
});

test("a GPU that does not answer is told of, and the run goes on without it @full", async ({ page }) => {
  const lab = new LabPage(page);
  const { asked, allow } = await refuseLate(page, OCCASIONS.silence);
  await lab.openSmoke(shortLink);
  await lab.useEngine("Compiled, WebGPU");
  await lab.run.getByRole("combobox", { name: "Speed" }).selectOption("1");
  await lab.button("Play").click();
  await expect(lab.run.getByText(/^Step [2-9]/).first()).toBeVisible();
  // What a driver that hangs looks like from the page: results are asked for and never come.
  await page.workers()[0]?.evaluate(() => {
    GPUBuffer.prototype.mapAsync = () => new Promise(() => undefined);
  });
  await expect(page.getByText(faultWords.part(faultWords.names.notice))).toBeVisible({ timeout: 180_000 });
  allow(...OCCASIONS.silence);
  await page.getByRole("button", { name: faultWords.tryAgain }).first().click();
  await expect(page.getByText(/^The GPU has not answered for \d+ seconds\./)).toBeVisible();
  await lab.run.getByRole("combobox", { name: "Speed" }).selectOption("full");
  await page.getByRole("button", { name: silentWords.goOn }).click();
  await expect(page.getByText(/^The GPU has not answered/)).toHaveCount(0);
  await expect(lab.run.getByText("finished")).toBeVisible({ timeout: 180_000 });
  await expect.poll(() => lab.step()).toBe(10);
  expect([...asked]).toEqual(OCCASIONS.silence);
});

test("the lessons, one of them and what its words mean do not come: each is said in its place @full", async ({
  page,
}) => {
  page.setDefaultTimeout(30_000);
  const { asked, allow } = await refuseLate(page, OCCASIONS.lessons);
  const tryAgain = page.getByRole("button", { name: faultWords.tryAgain }).first();
  const failed = page.getByText(faultWords.part(faultWords.names.lessons));
  await page.goto("./");
  await page.getByRole("button", { name: "Lessons", exact: true }).click();
  await expect(failed).toBeVisible();
  allow("src/ui/lessons/LessonPanel.tsx");
  await tryAgain.click();
  await expect(page).toHaveURL(/#lesson=$/);
  const dialog = page.getByRole("dialog", { name: faultWords.failed });
  for (const [kind, source, title, back] of [
    ["class", "src/ui/classroom/ClassDialog.tsx", classWords.title, pageWords.back],
    ["projector", "src/ui/projector/ProjectorDialog.tsx", lecturerWords.projector, lecturerWords.leave],
    ["handout", "src/ui/handout/HandoutDialog.tsx", lecturerWords.handout, strings.common.close],
  ] as const) {
    await page.getByRole("button", { name: lessonWords.teaching[kind] }).click();
    await expect(dialog.getByText(faultWords.missing)).toBeVisible();
    allow(source);
    await dialog.getByRole("button", { name: faultWords.tryAgain }).click();
    await page.getByRole("dialog", { name: title }).getByRole("button", { name: back }).click();
  }
  for (const { id, title } of lessons) {
    await page.getByRole("button", { name: title }).click();
    await expect(failed).toBeVisible();
    // The address follows a moment later; only then is there something to go back from.
    await expect(page).toHaveURL(new RegExp(`#lesson=${id}&`));
    await page.goBack();
  }
  allow(...OCCASIONS.lessons.filter((source) => source.startsWith("src/lessons/")));
  await page.getByRole("button", { name: lessons[0]?.title ?? "" }).click();
  const word = page
    .getByRole("region", { name: lessonWords.panel })
    .getByRole("button", { name: "trunk", exact: true });
  await word.click();
  // Without its text the word stays a word.
  await expect(page.getByText(strings.term.loading).first()).toBeVisible();
  expect([...asked].toSorted()).toEqual(OCCASIONS.lessons.toSorted());
  allow(...OCCASIONS.lessons);
  await page.keyboard.press("Escape");
  await word.click();
  await expect(page.getByText(/^Trunk\./)).toBeVisible();
});

test("what shows the lab in another page does not come: the frame says so, and has it at the next click @full", async ({
  page,
}) => {
  const { asked, allow } = await refuseLate(page, OCCASIONS.embedded);
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto("./?embed=1&show=figure");
  for (const [source, part] of [
    ["src/ui/EmbedPage.tsx", faultWords.names.page],
    ["src/ui/phone/PhoneFigure.tsx", faultWords.names.diagram],
  ] as const) {
    await expect(page.getByText(faultWords.part(part))).toBeVisible();
    allow(source);
    await page.getByRole("button", { name: faultWords.tryAgain }).click();
  }
  await expect(page.getByText(faultWords.missing)).toHaveCount(0);
  await expect(page.getByRole("group", { name: "Run", exact: true })).toBeVisible();
  expect([...asked].toSorted()).toEqual(OCCASIONS.embedded.toSorted());
});
