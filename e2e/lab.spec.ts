import { expect, test } from "@playwright/test";
import { LabPage, smokeLink } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

test("a first visit shows the default experiment, an estimate, and trains nothing", async ({ page }) => {
  await page.goto("./");
  const lab = new LabPage(page);
  await expect(page.getByRole("combobox", { name: "Preset" })).toHaveValue("small-data");
  await expect(page.getByText(/off → on, α 1, T 1; all else identical/)).toBeVisible();
  // The tests' adapter is software: the small preset is offered, with the time that this one would take.
  await expect(page.getByText(/Yours will take about/)).toBeVisible();
  await expect(page.getByText("Every run is kept here, in this browser.")).toBeVisible();
  await page.getByRole("button", { name: /^Load First minute/ }).click();
  await expect(page.getByRole("combobox", { name: "Preset" })).toHaveValue("first-minute");
  await expect.poll(() => lab.step()).toBe(0);
});

test("a run trains on WebGPU, its loss falls, and reset replays the same numbers", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await lab.useEngine("Compiled, WebGPU");
  await lab.playToTheEnd();
  await expect(page.getByRole("button", { name: /^WebGPU, compiled\. Show details/ })).toBeVisible();
  const first = await lab.curves();
  for (const arm of ["A", "B"]) {
    const total =
      first
        .get(`${arm}/loss/total`)
        ?.filter((text) => text !== "")
        .map(Number) ?? [];
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(total).toHaveLength(40);
    expect(mean(total.slice(-8))).toBeLessThan(mean(total.slice(0, 8)));
  }
  await expect(page.getByText("One seed is not evidence.")).toBeVisible();
  await expect(page.getByText(/whole test set, step 40/)).toBeVisible();

  await lab.button("Reset").click();
  await expect.poll(() => lab.step()).toBe(0);
  await lab.playToTheEnd();
  expect(await lab.curves()).toEqual(first);
  await expect(page.getByRole("button", { name: /#2/ })).toBeVisible();
});

test("forks are real buttons, and an edit keeps the run before it", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  const sites = page.getByRole("group", { name: "Fork sites" });
  await expect(sites.getByRole("button", { name: "Fork after stage 1, on" })).toHaveAttribute("aria-pressed", "true");
  await lab.playToTheEnd();
  await sites.getByRole("button", { name: "Fork after the stem, off" }).click();
  await expect(sites.getByRole("button", { name: "Fork after the stem, on" })).toHaveAttribute("aria-pressed", "true");
  await expect.poll(() => lab.step()).toBe(0);
  await expect(page).toHaveURL(/f=stem/);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: /#1/ }).click();
  await expect.poll(() => lab.step()).toBe(40);
});

test("the diagram is one tab stop, and arrow keys and Enter work in it", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await page.keyboard.press("f");
  await expect(page.getByRole("button", { name: "Fork at the input, off" })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("button", { name: "Fork after the stem, off" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Fork after the stem, on" })).toBeFocused();
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("button", { name: "Fork after the stem, off" })).toBeFocused();
});

test("a run can be paused, stepped and gone on with", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await lab.button("Step").click();
  await expect.poll(() => lab.step(), { timeout: 60_000 }).toBe(1);
  await expect(lab.run.getByText("paused")).toBeVisible();
  await lab.button("Step").click();
  await expect.poll(() => lab.step()).toBe(2);
  await lab.playToTheEnd();
  await expect.poll(() => lab.step()).toBe(40);
});

test("a scrubbed step is shown everywhere until the end is reached again", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await lab.playToTheEnd();
  const timeline = page.getByRole("slider", { name: "Displayed step" });
  await timeline.fill("12");
  await expect.poll(() => lab.step()).toBe(12);
  await expect(page.getByText(/80 test images, step 10/)).toBeVisible();
  await timeline.fill("40");
  await expect(page.getByText(/whole test set, step 40/)).toBeVisible();
});

test("a number that does not fit says why and changes nothing", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  const depth = page.getByRole("combobox", { name: "Depth" });
  await depth.fill("9");
  await depth.press("Enter");
  await expect(page.getByRole("alert")).toContainText("6n + 2");
  await expect(page).not.toHaveURL(/depth=9/);
  await depth.fill("14");
  await depth.press("Enter");
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Fork in stage 1 after block 1, off" })).toBeVisible();
});

test("every chart has its table @full", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await lab.playToTheEnd();
  await page.keyboard.press("t");
  const accuracy = page.getByRole("table", { name: "Accuracy on test images by step" });
  await expect(accuracy.getByRole("row")).toHaveCount(5);
  const agreement = page.getByRole("table", { name: /^Agreement of the main loss/ });
  await expect(agreement.getByRole("rowheader", { name: "35" })).toBeVisible();
});

test("the share dialog shows a link that opens the same experiment", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const lab = new LabPage(page);
  await lab.openSmoke();
  await page.getByRole("textbox", { name: "Seed" }).fill("7");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.getByText("Link copied.")).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain("s=7");
  await page.goto("about:blank");
  await page.goto(link);
  await expect(page.getByRole("textbox", { name: "Seed" })).toHaveValue("7");
  await expect(page.getByRole("status").filter({ hasText: "Opened from a link" })).toHaveCount(0);
});

test("a cut link opens with a banner that says so, and trains nothing", async ({ page }) => {
  await page.goto(smokeLink.slice(0, -9));
  await expect(page.getByText("Opened from a link.")).toBeVisible();
  await expect(page.getByText(/is without a checksum/)).toBeVisible();
  expect(await new LabPage(page).step()).toBe(0);
  await page.getByRole("button", { name: "Dismiss" }).first().click();
  await expect(page.getByText("Opened from a link.")).toHaveCount(0);
});

test("a hostile link shows text as text and runs nothing", async ({ page }) => {
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto("./#v1&n=<img src=x onerror=alert(1)>&__proto__=1&A=dsn;f=s1b1~<b>&s=1e99&resnet.depth=1e9");
  await expect(page.getByText("Opened from a link.")).toBeVisible();
  expect(await page.locator("main img, main b > b").count()).toBe(0);
  expect(dialogs).toEqual([]);
  await expect(new LabPage(page).button("Play")).toBeVisible();
});

test("going back follows the address", async ({ page }) => {
  await page.goto("./");
  await page.evaluate((hash) => (location.hash = hash), smokeLink.slice(3));
  await expect(page.getByRole("combobox", { name: "Preset" })).toHaveValue("smoke");
  await page.goBack();
  await page.goForward();
  await expect(page.getByRole("combobox", { name: "Preset" })).toHaveValue("smoke");
});
