/**
 * The views, sizes and themes of `npm run screenshots`, of which e2e/layout.spec.ts asks that all text can be read.
 */

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {{ width: number, height: number, phone: boolean }} Size */

/** @type {readonly Size[]} */
export const sizes = [
  { width: 1440, height: 900, phone: false },
  { width: 1366, height: 768, phone: false },
  { width: 1024, height: 768, phone: false },
  { width: 390, height: 844, phone: true },
  { width: 320, height: 700, phone: true },
];
export const themes = /** @type {const} */ (["light", "dark"]);

/**
 * The views of one visit, in order: each is reached from the one before it.
 *
 * @type {readonly { view: string, reach: (page: Page, size: Size) => Promise<void> }[]}
 */
export const views = [
  {
    view: "first-visit",
    // The notice and the charts come in files of their own; the estimate once the worker has told what this machine is.
    async reach(page, { phone }) {
      await page.getByText("This is a recording.").waitFor({ timeout: 60_000 });
      await page
        .getByText(/about (less than )?\d+ (s|min|h)\b/)
        .first()
        .waitFor({ timeout: 60_000 });
      // On a phone they are drawn once they come into sight.
      if (!phone) await page.locator("figure path").first().waitFor({ state: "attached" });
    },
  },
  {
    view: "lab",
    async reach(page, { phone }) {
      // On a phone the presets stand with the set-up while a recording is shown.
      if (phone) await page.getByRole("button", { name: "Setup" }).last().click();
      await page.getByRole("combobox", { name: "Preset" }).last().selectOption("smoke");
      if (phone) await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Play", exact: true }).click();
      await page.getByText("finished").first().waitFor({ timeout: 180_000 });
    },
  },
  {
    view: "agreement",
    async reach(page, { phone }) {
      if (phone) await page.getByRole("tab", { name: "Agreement" }).click();
      else await page.getByRole("tab", { name: "Cost" }).click();
      await page.getByRole("radio", { name: "Map" }).click();
    },
  },
  {
    view: "lines",
    async reach(page, { phone }) {
      await page.getByRole("radio", { name: "Lines" }).click();
      if (!phone) await page.getByRole("tab", { name: "Loss terms" }).click();
    },
  },
  {
    view: "dials",
    async reach(page, { phone }) {
      if (phone) await page.getByRole("tab", { name: "Agreement" }).click();
      await page.getByRole("radio", { name: "Dials" }).click();
    },
  },
  {
    view: "split",
    async reach(page, { phone }) {
      if (phone) await page.getByRole("tab", { name: "Accuracy" }).click();
      await page.getByRole("radio", { name: "Split" }).click();
    },
  },
  ...["Data", "Samples", "Confusion", "Log"].map((tab) => ({
    view: tab.toLowerCase(),
    reach: async (/** @type {Page} */ page) => {
      await page.getByRole("tab", { name: tab }).click();
      await page.getByRole("tabpanel").last().scrollIntoViewIfNeeded();
    },
  })),
  {
    view: "share",
    async reach(page) {
      await page.evaluate(() => window.scrollTo(0, 0));
      await page.getByRole("button", { name: "Share", exact: true }).click();
    },
  },
  {
    view: "help",
    async reach(page) {
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Help and keyboard shortcuts" }).click();
    },
  },
  {
    view: "methods",
    reach: (page) => page.getByRole("button", { name: "Methods side by side" }).last().click(),
  },
  {
    view: "reference",
    async reach(page) {
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Help and keyboard shortcuts" }).click();
      await page.getByRole("button", { name: "Reference", exact: true }).last().click();
    },
  },
  {
    view: "ablation",
    async reach(page) {
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Help and keyboard shortcuts" }).click();
      await page.getByRole("button", { name: "Ablation" }).last().click();
    },
  },
  {
    view: "arm",
    async reach(page, { width }) {
      await page.keyboard.press("Escape");
      if (width < 1180) await page.getByRole("button", { name: "Setup" }).first().click();
      await page.getByRole("button", { name: "All settings of arm B" }).click();
    },
  },
  {
    view: "branch",
    async reach(page, { phone }) {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      if (!phone) await page.getByRole("button", { name: /^Branch 1, arm B/ }).click();
    },
  },
];
