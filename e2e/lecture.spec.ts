import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { lecturerWords } from "../src/ui/words/lecturerWords";
import { lessonWords } from "../src/ui/words/lessonWords";
import { LabPage, shortLink } from "./labPage";

test.use({ viewport: { width: 1280, height: 800 } });

test("the projector view is large, driven by a presenter's keys, and turns a lesson's pages", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke(shortLink);
  await page.keyboard.press("p");
  const wall = page.getByRole("dialog", { name: lecturerWords.projector });
  const heading = wall.getByText("One trunk, two kinds of branch");
  await expect(heading).toBeVisible();
  expect(await heading.evaluate((element) => element.getBoundingClientRect().height)).toBeGreaterThan(20);
  await expect(page.getByRole("banner")).toHaveCount(0);
  expect((await new AxeBuilder({ page }).include("dialog").analyze()).violations).toEqual([]);

  await page.keyboard.press(" ");
  await expect(wall.getByText("finished")).toBeVisible({ timeout: 90_000 });
  await page.keyboard.press("ArrowRight");
  await expect(wall.getByRole("region", { name: "How well does each head classify?" })).toBeVisible();
  await page.keyboard.press("3");
  await expect(wall.getByRole("region", { name: "Do the losses pull the trunk the same way?" })).toBeVisible();
  await page.keyboard.press("b");
  await expect(wall.getByText(lecturerWords.black)).toBeAttached();
  await page.keyboard.press("ArrowRight");
  await expect(wall.getByRole("region", { name: "Do the losses pull the trunk the same way?" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("banner")).toBeVisible();

  await page.goto("./#lesson=early-heads&step=1");
  await expect(page.getByText(lessonWords.step(1, 5))).toBeVisible();
  await page.keyboard.press("p");
  await page.keyboard.press("PageDown");
  await expect(wall.getByText(lessonWords.step(2, 5))).toBeVisible();
  await expect(page).toHaveURL(/step=2$/);
});

test("a handout is one sheet with figure, numbers and the link, and is printed alone", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke(shortLink);
  await lab.playToTheEnd();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByRole("button", { name: /^Print a handout/ }).click();
  const sheet = page.getByRole("dialog", { name: lecturerWords.handout });
  await expect(sheet.getByRole("img", { name: "The link as a QR code" })).toBeVisible();
  await expect(sheet.getByText(/#v1&.*&r=.*&c=/)).toBeVisible();
  const numbers = sheet.getByRole("table").filter({ has: page.getByRole("columnheader", { name: lecturerWords.arm }) });
  await expect(numbers.getByRole("row")).toHaveCount(3);
  // What the sheet's drawing refers to is its own, not the lab's beneath it, which has another size and other colours.
  const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map(({ id }) => id));
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  // Paper is white whatever the theme, and what stands on it is read.
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(sheet.getByRole("article")).toHaveCSS("background-color", "rgb(255, 255, 255)");
    expect((await new AxeBuilder({ page }).include("dialog").analyze()).violations, colorScheme).toEqual([]);
  }
  await page.emulateMedia({ media: "print" });
  await expect(sheet.getByRole("button", { name: lecturerWords.print })).toBeHidden();
  await expect(page.locator("header").first()).toBeHidden();
  const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
  expect(pdf.match(/\/Type \/Page\b/g)?.length).toBe(1);
});

test("a lesson's link hides and locks parts of the page, says so, and lets everybody undo it", async ({ page }) => {
  await page.setViewportSize({ width: 1800, height: 900 });
  await page.goto("./#lesson=early-heads&step=1&hide=setup.details.door&lock=settings");
  const told = page.getByText(/This link hides: set-up, details\./);
  await expect(told).toContainText("parts that this page does not have (door)");
  const setup = page.getByRole("complementary", { name: "Setup" });
  await expect(setup).toBeHidden();
  const fork = page.getByRole("button", { name: "Fork after the stem, off" });
  await fork.click();
  await expect(fork).toBeVisible();
  await page.getByRole("button", { name: lessonWords.next, exact: true }).click();
  await expect(page).toHaveURL(/step=2&hide=setup\.details\.door&lock=settings$/);
  await expect(setup).toBeHidden();
  await page.getByRole("button", { name: lessonWords.showAll }).click();
  await expect(setup).toBeVisible();
  await expect(told).toHaveCount(0);
});

test("what a step points to is in sight beside the lesson, however narrow the page", async ({ page }) => {
  for (const [width, height] of [
    [390, 844],
    [1024, 768],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.goto("about:blank");
    await page.goto("./#lesson=pull-apart&step=2");
    const chart = page.locator('[data-part="agreement"]');
    await expect(chart).toBeAttached();
    // The question stands at its upper edge: what lies there at the front is the chart's own.
    const isInSight = (): Promise<boolean> =>
      chart.evaluate((element) => {
        const { left, top } = element.getBoundingClientRect();
        return element.contains(document.elementFromPoint(left + 40, top + 20));
      });
    await expect.poll(isInSight).toBe(true);
  }
});
