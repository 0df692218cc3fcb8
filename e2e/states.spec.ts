import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { LabPage, shortLink } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

const TITLE = /^This is a recording\. Press Play to train it yourself\.$/;

test("a first visit plays a recording, says so in every place, and any edit leaves it", async ({ page }) => {
  await page.goto("./");
  const lab = new LabPage(page);
  await expect(page.getByText(TITLE)).toBeVisible();
  const verdict = page.getByRole("region", { name: "What is compared and who leads" });
  await expect(verdict.getByText("Recording", { exact: true })).toBeVisible();
  await expect(lab.run.getByText(/epoch [\d.]+, recording/)).toBeVisible();
  await expect(lab.button("Play")).toBeEnabled();

  await page.getByRole("button", { name: "Pause the recording" }).click();
  const step = await lab.step();
  expect(step).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Skip to the end" }).click();
  await expect.poll(() => lab.step()).toBe(920);
  await expect(verdict.getByText(/whole test set, step 920/)).toBeVisible();
  await page.getByRole("slider", { name: "Displayed step" }).fill("460");
  await expect(verdict.getByText(/512 test images, step 460/)).toBeVisible();
  // It is nobody's run.
  await expect(page.getByText("Every run is kept here, in this browser.")).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.length}`)).toEqual([]);

  await page.getByRole("button", { name: "Fork after the stem, off" }).click();
  await expect(page.getByText(TITLE)).toHaveCount(0);
  await expect.poll(() => lab.step()).toBe(0);
  await page.getByRole("button", { name: /^Undo: branch after the stem added/ }).click();
  await expect(page.getByText(TITLE)).toHaveCount(0);
});

test("with less motion the recording is shown whole, and Play begins a run of one's own", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("./");
  const lab = new LabPage(page);
  await expect(page.getByText(TITLE)).toBeVisible();
  await expect.poll(() => lab.step()).toBe(920);
  await expect(page.getByRole("button", { name: "Pause the recording" })).toHaveCount(0);
  await lab.button("Play").click();
  await expect(page.getByText(TITLE)).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^#1 DSN, DHM, seed 46/ })).toBeVisible();
  await lab.button("Reset").click();
  await expect.poll(() => lab.step()).toBe(0);
  await expect(page.getByText(TITLE)).toHaveCount(0);
});

test("the recording is shown for its experiment alone, until there is a run of it @full", async ({ page }) => {
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(request.url()));
  const lab = new LabPage(page);
  await lab.openSmoke(shortLink);
  // Ghost axes with the question that the chart will answer.
  await expect(page.getByText("Press Play: one line per arm, one panel per head.")).toBeVisible();
  await lab.playToTheEnd();
  await page.reload();
  await expect.poll(() => lab.step()).toBe(10);
  await expect(lab.button("Replay")).toBeEnabled();
  expect(loaded.filter((url) => url.includes("firstRun"))).toEqual([]);
  expect(loaded.length).toBeGreaterThan(5);
  // Who has other runs sees it, too: its link is what a receiver gets.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("about:blank");
  await page.goto("./");
  await expect(page.getByText(TITLE)).toBeVisible();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Share this experiment" });
  const link = await dialog.getByRole("textbox", { name: "Link", exact: true }).inputValue();
  expect(link).toMatch(/#v1&s=46&e=1&r=[\d.,;]+&c=/);
  await page.goto("about:blank");
  await page.goto(link);
  await expect(page.getByText(TITLE)).toBeVisible();
  await expect(page.getByText("Claimed by the sender.", { exact: true })).toBeVisible();
  await expect.poll(() => lab.step()).toBe(920);
});

test("a browser that keeps nothing says so and offers the run as a file", async ({ page }) => {
  await page.addInitScript(() => {
    // As in a private window, or where the visitor has blocked storage for this page.
    const refuse = (): never => {
      throw new DOMException("The user denied permission to access the database.", "SecurityError");
    };
    Object.defineProperty(indexedDB, "open", { value: refuse });
  });
  const lab = new LabPage(page);
  await lab.openSmoke(shortLink);
  await expect(page.getByText(/^Runs are not kept in this browser \(.*denied permission/)).toBeVisible();
  await lab.playToTheEnd();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download this run" }).click();
  expect((await download).suggestedFilename()).toMatch(/^forklab-.*\.forklab\.zip$/);
});
