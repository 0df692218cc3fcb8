import { expect, test } from "@playwright/test";
import { lessons } from "../src/lessons";
import { lessonWords } from "../src/ui/words/lessonWords";
import { lessonOf, LessonPage, type By } from "./lessonPage";

test.use({ reducedMotion: "reduce" });

/** Single keys drive the lab while nothing is being typed or pressed. */
async function key(lesson: LessonPage, name: string): Promise<void> {
  await lesson.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await lesson.page.keyboard.press(name);
}

/** What steps ask for in words alone, by their titles. */
const byHand: { readonly [title: string]: (lesson: LessonPage) => Promise<void> } = {
  async "The same race under two more seeds"(lesson) {
    for (let seed = 0; seed < 2; seed += 1) {
      await key(lesson, "Shift+R");
      await lesson.press(lesson.panel.getByRole("button", { name: /^Train \(/ }));
      await expect(lesson.panel.getByText(lessonWords.figures)).toBeVisible({ timeout: 180_000 });
    }
  },
  async "Set a fork without a pointer"(lesson) {
    const site = lesson.page.getByRole("button", { name: /^Fork after the stem/ });
    const onPhone = lesson.page.getByRole("switch", { name: /^Fork after the stem/ });
    await lesson.press((await onPhone.count()) > 0 ? onPhone : site);
  },
  "Read a chart as a table": (lesson) => key(lesson, "t"),
  "Hear two curves": (lesson) => key(lesson, "["),
  "Ask a word what it means": (lesson) => key(lesson, "g"),
};

test("a lesson begins from the header, and its words explain themselves to keys and pointer", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const entry = lessonOf("early-heads");
  const { steps } = await entry.load();
  const lesson = new LessonPage(page);
  await page.goto("./");
  await lesson.begin(entry);
  await expect(page).toHaveURL(/#lesson=early-heads&step=1$/);
  await lesson.next();
  await expect(page).toHaveURL(/#lesson=early-heads&step=2$/);
  await page.goBack();
  await expect(lesson.panel.getByRole("heading", { name: steps[0]?.title ?? "" })).toBeVisible();
  // A word keeps its place when Escape closes it, and leads into the reference.
  const word = lesson.panel.getByRole("button", { name: "deep supervision" });
  await lesson.panel.getByRole("button", { name: "head", exact: true }).focus();
  await page.keyboard.press("Tab");
  await expect(word).toBeFocused();
  const said = lesson.panel.getByText(/Classifiers at several depths of one network/);
  await expect(said).toBeVisible();
  await lesson.expectClean("a word explained");
  await page.keyboard.press("Escape");
  await expect(said).toBeHidden();
  await expect(word).toBeFocused();
  await word.hover();
  await expect(said).toBeVisible();
  // What it says can itself be pointed at.
  await said.hover();
  await page.waitForTimeout(400);
  await expect(said).toBeVisible();
  await lesson.panel.getByRole("button", { name: "More in the reference" }).click();
  await expect(page.getByRole("dialog", { name: "Reference" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: lessonWords.leave }).click();
  await expect(lesson.panel).toBeHidden();
  await expect(page).toHaveURL(/#v1&/);
});

test("in a lesson one guesses, trains, sees who was right, and finds the step done at the next visit @full", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const entry = lessonOf("early-heads");
  const { steps } = await entry.load();
  const lesson = new LessonPage(page);
  await page.goto("./");
  await lesson.begin(entry);
  await lesson.next();
  const [, asked] = steps;
  if (asked?.ask?.kind !== "choice") throw new Error("the second step asks");
  await lesson.goThrough(asked);
  await expect(lesson.panel.getByText(asked.ask.told["texture"] ?? "")).toBeVisible();
  await lesson.expectClean("after the reveal");
  await page.reload();
  await expect(lesson.panel.getByRole("button", { name: /^Step 2, .*, done$/ })).toBeVisible();
});

test("a link to a lesson or a step that is not there says so, and shows what there is", async ({ page }) => {
  const lesson = new LessonPage(page);
  await page.goto("./#lesson=none-such&step=4");
  await expect(lesson.panel.getByRole("alert")).toContainText('There is no lesson "none-such"');
  for (const { title } of lessons) await expect(lesson.panel.getByRole("button", { name: title })).toBeVisible();
  await page.goto("./#lesson=early-heads&step=99");
  await expect(lesson.panel.getByRole("alert")).toContainText("no step 99");
  await expect(lesson.panel.getByRole("heading", { name: "Two ways to help an early layer" })).toBeVisible();
});

// What one goes through with and how wide it is meet in two journeys of each lesson, the themes in turn.
for (const [by, width] of [
  ["keyboard", 1440],
  ["pointer", 390],
] as readonly (readonly [By, number])[]) {
  for (const [at, entry] of lessons.entries()) {
    test(`${entry.id} from start to end, by ${by} at ${width} px @full`, async ({ page }) => {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      const isDark = (at % 2 === 0) === (by === "keyboard");
      await page.emulateMedia({ colorScheme: isDark ? "dark" : "light" });
      const { steps } = await entry.load();
      const lesson = new LessonPage(page, by);
      await page.goto("./");
      await lesson.begin(entry);
      for (const [index, step] of steps.entries()) {
        if (index > 0) await lesson.next();
        await lesson.goThrough(step, byHand[step.title]);
        await lesson.expectClean(`step ${index + 1}`);
      }
      await lesson.press(lesson.panel.getByRole("button", { name: lessonWords.finish, exact: true }).last());
      await expect(lesson.panel.getByText(lessonWords.done(steps.length, steps.length)).first()).toBeVisible();
    });
  }
}
