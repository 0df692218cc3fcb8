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
import { sizes, themes, views } from "./views.mjs";

/** Larger files would weigh on every clone. */
const MOST_BYTES = 280_000;

/** What the documents show. */
const documented = new Set([
  "first-visit-light-1440",
  "lab-light-1440",
  "lines-dark-390",
  "arm-light-1440",
  "lab-light-390",
  "agreement-dark-390",
]);

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
