import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page } from "@playwright/test";
import { lessons, type LessonEntry } from "../src/lessons";
import type { LessonStep } from "../src/lessons/lesson";
import { lessonWords } from "../src/ui/words/lessonWords";

/** Two cores train a lesson's run in seconds; several at once, beside a browser, may take longer. */
const RUN_TIMEOUT = 180_000;

/** How one does things: by pressing with a pointer, or by keys alone. */
export type By = "pointer" | "keyboard";

/** A lesson as a learner goes through it. */
export class LessonPage {
  readonly page: Page;
  readonly panel: Locator;
  readonly #by: By;

  constructor(page: Page, by: By = "pointer") {
    this.page = page;
    this.panel = page.getByRole("region", { name: lessonWords.panel, exact: true });
    this.#by = by;
  }

  async press(button: Locator): Promise<void> {
    if (this.#by === "pointer") await button.click();
    else {
      await button.focus();
      await this.page.keyboard.press("Enter");
    }
  }

  /** Opens a lesson from the header, wherever its entry stands. */
  async begin({ title }: LessonEntry): Promise<void> {
    const header = this.page.getByRole("banner");
    const entry = header.getByRole("button", { name: "Lessons", exact: true });
    if (!(await entry.isVisible())) await this.press(header.getByRole("button", { name: "Menu" }));
    await this.press(entry);
    await this.press(this.panel.getByRole("button", { name: title }));
  }

  next(): Promise<void> {
    return this.press(this.panel.getByRole("button", { name: lessonWords.next, exact: true }));
  }

  /** Answers with the first answer, or by moving a point of the curve. */
  async answer({ ask }: LessonStep): Promise<void> {
    if (ask?.kind === "choice") {
      const first = this.panel.getByRole("radio").first();
      if (this.#by === "pointer") await this.panel.getByText(ask.options[0]?.text ?? "", { exact: true }).click();
      else {
        await first.focus();
        await this.page.keyboard.press("Space");
      }
      await expect(first).toBeChecked();
    }
    if (ask?.kind === "curve") {
      const point = this.panel.getByRole("slider").nth(1);
      const before = Number(await point.getAttribute("aria-valuenow"));
      if (this.#by === "keyboard") {
        await point.focus();
        await this.page.keyboard.press("PageUp");
      } else {
        // On a phone the chart lies below what is in view, and a drag does not scroll.
        await point.evaluate((element) => element.scrollIntoView({ block: "center" }));
        const box = await point.boundingBox();
        if (box === null) throw new Error("no point to be moved");
        await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
        await this.page.mouse.down();
        await this.page.mouse.move(box.x + box.width / 2, box.y - 30, { steps: 4 });
        await this.page.mouse.up();
      }
      expect(Number(await point.getAttribute("aria-valuenow"))).toBeGreaterThan(before);
    }
    if (ask !== undefined) {
      await this.press(this.panel.getByRole("button", { name: new RegExp(`^${lessonWords.lock}`) }));
      await expect(this.panel.getByText(ask.question).first()).toBeVisible();
    }
  }

  /** Trains what stands in the lab, unless it has been. */
  async train(step: LessonStep): Promise<void> {
    if (step.run !== true) return;
    const button = this.panel.getByRole("button", { name: /^Train \(/ });
    if (await button.isVisible()) await this.press(button);
  }

  async done(): Promise<void> {
    await expect(this.panel.getByText(lessonWords.taskDone, { exact: true })).toBeVisible({ timeout: RUN_TIMEOUT });
  }

  /** Everything that a step asks for, in its order. @param deeds what its own words do not do. */
  async goThrough(step: LessonStep, deeds?: (lesson: LessonPage) => Promise<void>): Promise<void> {
    await expect(this.panel.getByRole("heading", { name: step.title })).toBeVisible();
    await this.answer(step);
    for (const deed of await this.panel.locator("button[aria-pressed='false']").all()) await this.press(deed);
    await deeds?.(this);
    await this.train(step);
    if (step.check !== undefined) await this.done();
  }

  async expectClean(where: string): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
    expect(found, where).toEqual([]);
  }
}

export const lessonOf = (id: string): LessonEntry => {
  const entry = lessons.find((one) => one.id === id);
  if (entry === undefined) throw new Error(`no lesson ${id}`);
  return entry;
};
