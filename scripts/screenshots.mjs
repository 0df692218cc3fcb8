/**
 * `npm run screenshots`: builds the page, trains the smoke experiment in Chromium and writes what a visitor sees to
 * docs/screenshots/<view>-<theme>-<size>.png.
 *
 * Software WebGPU gives the same picture on every machine; the numbers of the smoke experiment mean nothing.
 */
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { build, preview } from "vite";
import { ensureBrowser, launchOptions } from "./browser.mjs";
import { root, setup } from "./setup.mjs";

/** Larger files would weigh on every clone. */
const MOST_BYTES = 250_000;

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {{ view: string, theme: "light" | "dark", width: number, height: number, drive: (page: Page) => Promise<void> }} Shot */

/** @param {Page} page */
const choose = async (page, preset = "smoke") => {
  await page.getByRole("combobox", { name: "Preset" }).selectOption(preset);
};

/** @param {Page} page */
async function train(page) {
  await choose(page);
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await page.getByText("finished").first().waitFor({ timeout: 180_000 });
}

/** @type {readonly Shot[]} */
const shots = [
  { view: "first-visit", theme: "light", width: 1440, height: 900, drive: async () => {} },
  { view: "lab", theme: "light", width: 1440, height: 900, drive: train },
  {
    view: "lab",
    theme: "dark",
    width: 1440,
    height: 900,
    drive: async (page) => {
      await train(page);
      await page.getByRole("radio", { name: "Lines" }).click();
      await page.getByRole("tab", { name: "Loss terms" }).click();
    },
  },
  {
    view: "deep",
    theme: "light",
    width: 1440,
    height: 900,
    drive: async (page) => {
      await page.getByRole("combobox", { name: "Depth" }).fill("20");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Fork in stage 2 after block 1, off" }).click();
      await page.getByRole("button", { name: "All settings of arm B" }).click();
    },
  },
  { view: "lab", theme: "light", width: 390, height: 844, drive: train },
  {
    view: "agreement",
    theme: "dark",
    width: 390,
    height: 844,
    drive: async (page) => {
      await train(page);
      await page.getByRole("tab", { name: "Agreement" }).click();
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
const folder = join(root, "docs/screenshots");
mkdirSync(folder, { recursive: true });
let tooLarge = 0;
try {
  for (const { view, theme, width, height, drive } of shots) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme, reducedMotion: "reduce" });
    await page.goto(address);
    // The estimate stands there as soon as the worker has told what this machine is.
    await page
      .getByText(/^(Ready, about|About |.*would take about)/)
      .first()
      .waitFor({ timeout: 60_000 });
    await drive(page);
    await page.mouse.move(0, 0);
    await page.waitForTimeout(1500);
    const path = join(folder, `${view}-${theme}-${width}.png`);
    await page.screenshot({ path });
    await page.close();
    const { size } = statSync(path);
    if (size > MOST_BYTES) tooLarge += 1;
    console.log(
      `${path.slice(root.length + 1)} ${Math.round(size / 1000)} kB${size > MOST_BYTES ? ": too large" : ""}`,
    );
  }
} finally {
  await browser.close();
  await server.close();
}
if (tooLarge > 0) process.exitCode = 1;
