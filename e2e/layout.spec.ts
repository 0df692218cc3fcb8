import { expect, test, type Browser, type Locator, type Page } from "@playwright/test";
import { sizes, themes, views } from "../scripts/views.mjs";
import { readability, told } from "./geometry";
import { LabPage } from "./labPage";

test.use({ reducedMotion: "reduce" });

/** Fewer texts than these mean that a view was not there to be looked at. */
const FEWEST = 12;

/** What cannot be read in the views that are looked at, by where that is. */
class Reader {
  readonly faults: string[] = [];
  #looks = 0;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async look(where: string, within?: string): Promise<void> {
    // What is fetched first may take seconds on a busy machine; a view that never comes is told below.
    const isThere = async (): Promise<boolean> => (await readability(this.#page, within)).texts >= FEWEST;
    for (let tries = 0; tries < 40 && !(await isThere()); tries += 1) await this.#page.waitForTimeout(250);
    for (const theme of themes) {
      await this.#page.emulateMedia({ colorScheme: theme });
      const seen = await this.#atRest(within);
      this.faults.push(...told(seen).map((fault) => `${where}, ${theme}: ${fault}`));
      if (seen.texts < FEWEST) this.faults.push(`${where}, ${theme}: only ${seen.texts} texts`);
      this.#looks += 1;
    }
  }

  /** What is there once charts have their new size, which takes a busy machine a while; a fault that stays is told. */
  async #atRest(within?: string): ReturnType<typeof readability> {
    for (let tries = 0; ; tries += 1) {
      await this.#page.waitForTimeout(250);
      const seen = await readability(this.#page, within);
      if (told(seen).length === 0 || tries === 12) return seen;
    }
  }

  expectAllReadable(looks: number): void {
    expect(this.faults).toEqual([]);
    expect(this.#looks).toBe(looks * themes.length);
  }
}

test("all text of the first visit can be read, whole and uncovered, from 1440 down to 320 px @full", async ({
  page,
}) => {
  const reader = new Reader(page);
  await page.goto("./");
  await expect(page.getByText(/^Step 920/).first()).toBeVisible();
  const shown = views.filter(({ view }) => ["first-visit", "agreement"].includes(view));
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const { view, reach } of shown) {
      await reach(page, size);
      await reader.look(`${view}, ${size.width}`);
    }
  }
  reader.expectAllReadable(sizes.length * shown.length);
});

test("a laptop's window shows the agreement of both arms at the first visit, without scrolling", async ({ page }) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.goto("./");
  await expect(page.getByText(/^Step 920/).first()).toBeVisible();
  const map = page.getByRole("group", { name: /^Agreement of the main loss/ });
  await expect(map.locator("canvas")).toHaveCount(10);
  for (const canvas of await map.locator("canvas").all()) await expect(canvas).toBeInViewport({ ratio: 1 });
});

test("all text of every view can be read, whole and uncovered, at every size @full", async ({ page }) => {
  const reader = new Reader(page);
  const lab = new LabPage(page);
  await lab.openSmoke();
  await lab.playToTheEnd();
  const shown = views.filter(({ view }) => !["first-visit", "lab"].includes(view));
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const { view, reach } of shown) {
      await reach(page, size);
      await reader.look(`${view}, ${size.width}`);
    }
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
  }
  reader.expectAllReadable(sizes.length * shown.length);
});

test("the tabs of an experiment that measures everything leave room for what is beside them", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke(
    "./#v1&totem.size=8&totem.train=160&totem.test=160&bs=8&n=8&ga=1&fe=1&cl=1&A=dsn;f=s1b1&B=dhm;f=s1b1~light",
  );
  // What can be downloaded is there once a run has begun.
  await lab.button("Play").click();
  const details = page.getByRole("tablist", { name: "Details" });
  const csv = page.getByRole("button", { name: "CSV", exact: true });
  for (const width of [1024, 1200, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await expect(details.getByRole("tab", { name: "Features" })).toBeVisible();
    const button = await csv.boundingBox();
    for (const tab of await details.getByRole("tab").all()) {
      const box = await tab.boundingBox();
      if (box === null || button === null) throw new Error("not on the page");
      const apart = box.x + box.width <= button.x || box.y >= button.y + button.height;
      expect(apart, `${await tab.innerText()} at ${width} px`).toBe(true);
    }
  }
});

/** Whether all of an element stands within another, which cuts nothing off. */
async function expectWhole(part: Locator, within: Locator): Promise<void> {
  const [inner, outer] = [await part.boundingBox(), await within.boundingBox()];
  if (inner === null || outer === null) throw new Error("not on the page");
  expect(inner.y).toBeGreaterThanOrEqual(outer.y);
  expect(inner.y + inner.height).toBeLessThanOrEqual(outer.y + outer.height);
  const hidden = await part.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
  expect(hidden).toBeLessThanOrEqual(0);
}

test("the map and the dials of both arms stand whole in their panel, with one row of controls @full", async ({
  page,
}) => {
  await page.goto("./");
  await expect(page.getByText(/^Step 920/).first()).toBeVisible();
  const panel = page.getByRole("region", { name: "Do the losses pull the trunk the same way?" });
  const losses = panel.getByRole("combobox", { name: "Losses compared" });
  const [map, dials] = [
    panel.getByRole("group", { name: /^Agreement of the main loss/ }),
    panel.getByRole("group", { name: "Main and branch 1", exact: true }),
  ];
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 1366, height: 768 },
  ]) {
    await page.setViewportSize(viewport);
    await panel.getByRole("radio", { name: "Map" }).click();
    for (const part of ["Labels", "As trained"]) {
      await losses.selectOption({ label: part });
      await expect(map.locator("canvas")).toHaveCount(10);
      await expectWhole(map, panel);
    }
    const rows = new Set<number>();
    for (const control of [
      losses,
      ...(await panel.getByRole("radio").all()),
      panel.getByText("More", { exact: true }),
    ]) {
      const box = await control.boundingBox();
      rows.add(Math.round(((box?.y ?? 0) + (box?.height ?? 0) / 2) / 8));
    }
    expect(rows.size).toBe(1);
    await panel.getByRole("radio", { name: "Dials" }).click();
    await expect(dials.getByText(/° apart/)).toHaveCount(4);
    await expectWhole(dials, panel);
    await losses.selectOption({ label: "Labels" });
    await expect(dials.getByText(/° apart/)).toHaveCount(4);
    await expectWhole(dials, panel);
  }
});

for (const [width, behindMenu] of [
  [1440, []],
  [1024, ["Methods", "Ablation", "Reference"]],
  [320, ["Setup", "Methods", "Ablation", "Reference"]],
] as const) {
  test(`every entry of the header is reached at ${width} px @full`, async ({ page }) => {
    await page.setViewportSize({ width, height: 768 });
    await page.goto("./");
    const header = page.getByRole("banner");
    for (const name of ["Methods", "Ablation", "Reference", "Share", "Help and keyboard shortcuts"]) {
      const entry = header.getByRole("button", { name, exact: true });
      if (behindMenu.some((one) => one === name)) {
        await expect(entry).toBeHidden();
        await header.getByRole("button", { name: "Menu" }).press("Enter");
      }
      await entry.click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toBeHidden();
    }
    if (width === 320) {
      await header.getByRole("button", { name: "Menu" }).click();
      await header.getByRole("button", { name: "Setup" }).click();
      await expect(page.getByRole("dialog", { name: "Setup" })).toBeVisible();
    }
  });
}

test("on paper stands what was found, without controls @full", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto("./");
  await expect(page.getByText(/^Step 920/).first()).toBeVisible();
  await page.emulateMedia({ media: "print" });
  for (const heading of ["How well does each head classify?", "Do the losses pull the trunk the same way?"]) {
    await expect(page.getByRole("heading", { name: heading })).toBeVisible();
  }
  await expect(page.getByText("Main A", { exact: true })).toBeVisible();
  for (const name of ["Play", "More", "Table", "Share"]) {
    await expect(page.getByText(name, { exact: true }).filter({ visible: true })).toHaveCount(0);
  }
  await expect(page.getByRole("combobox").filter({ visible: true })).toHaveCount(0);
  const adjusted = await page.evaluate(() => getComputedStyle(document.documentElement).printColorAdjust);
  expect(adjusted).toBe("exact");
});

/** Adds up how far the page moved by itself. */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const seen = window as unknown as { shifts: number };
    seen.shifts = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) seen.shifts += entry.value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  return () => page.evaluate(() => (window as unknown as { shifts: number }).shifts);
}

const MINUTE = 60_000;
/** What people do not notice. */
const MOST_SHIFT = 0.05;

/** The page at a desktop's and at a phone's size, side by side: one minute does for both. */
async function bothSizes(browser: Browser, visit: (page: Page) => Promise<void>): Promise<void> {
  const visits = [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ].map(async (viewport) => {
    const context = await browser.newContext({ viewport, reducedMotion: "no-preference" });
    const page = await context.newPage();
    const shifts = await watchShifts(page);
    await visit(page);
    expect(await shifts(), `at ${viewport.width} px`).toBeLessThanOrEqual(MOST_SHIFT);
    await context.close();
  });
  await Promise.all(visits);
}

test("in its first minute the page stays where it is, while the recording plays and after Play @full", async ({
  browser,
}) => {
  const recording = bothSizes(browser, async (page) => {
    await page.goto("./");
    await page.waitForTimeout(MINUTE);
    await expect(page.getByText("This is a recording.")).toBeVisible();
  });
  const training = bothSizes(browser, async (page) => {
    await new LabPage(page).openSmoke();
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await page.waitForTimeout(MINUTE);
    await expect(page.getByText("finished").first()).toBeVisible();
  });
  await Promise.all([recording, training]);
});
