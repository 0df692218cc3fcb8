/**
 * `npm run screenshots`: builds the page, trains the smoke experiment in Chromium and writes every view × theme × size to
 * screenshots/<view>-<theme>-<width>.png, to be looked at; the few that the documents show also go to docs/screenshots/.
 *
 * Software WebGPU gives the same picture on every machine; the numbers of the smoke experiment mean nothing.
 */
import { copyFileSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { build, preview } from "vite";
import { ensureBrowser, launchOptions } from "./browser.mjs";
import { root, setup } from "./setup.mjs";

/** Larger files would weigh on every clone. */
const MOST_BYTES = 250_000;

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {{ width: number, height: number, phone: boolean }} Size */

/** @type {readonly Size[]} */
const sizes = [
  { width: 1440, height: 900, phone: false },
  { width: 1024, height: 768, phone: false },
  { width: 390, height: 844, phone: true },
  { width: 320, height: 640, phone: true },
];
const themes = /** @type {const} */ (["light", "dark"]);

/** What the documents show. */
const documented = new Set([
  "first-visit-light-1440",
  "lab-light-1440",
  "lines-dark-390",
  "arm-light-1440",
  "lab-light-390",
  "agreement-dark-390",
]);

/**
 * The views of one visit, in order: each is reached from the one before it.
 *
 * @type {readonly { view: string, reach: (page: Page, size: Size) => Promise<void> }[]}
 */
const views = [
  {
    view: "first-visit",
    // The estimate stands there as soon as the worker has told what this machine is.
    reach: (page) =>
      page
        .getByText(/^(Ready, about|About |.*would take about)/)
        .first()
        .waitFor({ timeout: 60_000 }),
  },
  {
    view: "lab",
    async reach(page, { phone }) {
      // On a phone the presets stand with the set-up while a recording is shown.
      if (phone) await page.getByRole("button", { name: "Set-up" }).last().click();
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
    },
  },
  {
    view: "lines",
    async reach(page, { phone }) {
      if (!phone) await page.getByRole("radio", { name: "Lines" }).click();
      await page.getByRole("tab", { name: "Loss terms" }).click();
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
      if (width < 1180) await page.getByRole("button", { name: "Set-up" }).first().click();
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

setup();
ensureBrowser();
await build({ root, logLevel: "warn" });
const server = await preview({ root, logLevel: "warn", preview: { host: "127.0.0.1", port: 0 } });
const address = server.resolvedUrls?.local[0];
if (address === undefined) throw new Error("screenshots: the preview server has no address");
const browser = await chromium.launch(launchOptions({ gpu: true }));
const folder = join(root, "screenshots");
const shown = join(root, "docs/screenshots");
for (const each of [folder, shown]) mkdirSync(each, { recursive: true });
let tooLarge = 0;
try {
  for (const size of sizes) {
    for (const theme of themes) {
      const { width, height } = size;
      const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme, reducedMotion: "reduce" });
      await page.goto(address);
      for (const { view, reach } of views) {
        await reach(page, size);
        await page.mouse.move(0, 0);
        await page.waitForTimeout(1200);
        const name = `${view}-${theme}-${width}`;
        const path = join(folder, `${name}.png`);
        await page.screenshot({ path });
        console.log(`screenshots/${name}.png`);
        if (!documented.has(name)) continue;
        copyFileSync(path, join(shown, `${name}.png`));
        const bytes = statSync(path).size;
        if (bytes > MOST_BYTES) tooLarge += 1;
        if (bytes > MOST_BYTES) console.error(`${name}: ${Math.round(bytes / 1000)} kB is too large for the documents`);
      }
      await page.close();
    }
  }
} finally {
  await browser.close();
  await server.close();
}
if (tooLarge > 0) process.exitCode = 1;
