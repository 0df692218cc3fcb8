/**
 * `npm run movie`: builds the page, opens it as a first visit does, and films the recorded run of the default experiment as the page
 * plays it: docs/first-visit.webp, which the README shows.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { build, preview } from "vite";
import { ensureBrowser, launchOptions } from "./browser.mjs";
import { root, setup } from "./setup.mjs";
import { animate } from "./webp.mjs";

/** As the page is shown, and as it is filmed. */
const PAGE = { width: 1440, height: 900 };
const FILM = { width: 960, height: 600 };
const QUALITY = 0.62;
/** Of the run between two pictures, at least. */
const STEPS = 40;
const FRAME_MS = 240;
const LAST_MS = 3500;
/** Larger files would weigh on every clone. */
const MOST_BYTES = 1_500_000;

setup();
ensureBrowser();
await build({ root, logLevel: "warn" });
const server = await preview({ root, logLevel: "warn", preview: { host: "127.0.0.1", port: 0 } });
const address = server.resolvedUrls?.local[0];
if (address === undefined) throw new Error("movie: the preview server has no address");
const browser = await chromium.launch(launchOptions({ gpu: true }));
try {
  const page = await browser.newPage({ viewport: PAGE, colorScheme: "light" });
  await page.goto(address);
  const clock = page.getByRole("group", { name: "Run", exact: true });
  await page.getByText(/^This is a recording/u).waitFor();
  /** @type {{ webp: Uint8Array, ms: number }[]} */
  const frames = [];
  let [due, done] = [0, false];
  while (!done) {
    const [, step = "0", budget = "1"] = /Step ([\d,]+) of ([\d,]+)/u.exec(await clock.innerText()) ?? [];
    const at = Number(step.replace(",", ""));
    done = at >= Number(budget.replace(",", ""));
    if (at < due && !done) continue;
    // What is drawn late of this step comes with the next frame of the page.
    if (done) await page.waitForTimeout(1500);
    const picture = (await page.screenshot()).toString("base64");
    frames.push({ webp: await smaller(page, picture), ms: done ? LAST_MS : FRAME_MS });
    due = at + STEPS;
  }
  const film = animate(frames, FILM);
  const path = join(root, "docs/first-visit.webp");
  writeFileSync(path, film);
  console.log(`docs/first-visit.webp: ${frames.length} pictures, ${Math.round(film.length / 1000)} kB`);
  if (film.length > MOST_BYTES) throw new Error(`movie: ${film.length} bytes are too many, ${MOST_BYTES} are allowed`);
} finally {
  await browser.close();
  await server.close();
}

/**
 * A picture of the page, made smaller and encoded by the browser itself.
 *
 * @param {import("@playwright/test").Page} page
 * @param {string} png in base64
 * @returns {Promise<Uint8Array>}
 */
async function smaller(page, png) {
  const webp = await page.evaluate(
    async ({ png, width, height, quality }) => {
      const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext("2d", { alpha: false });
      if (context === null) throw new Error("movie: the browser draws nothing");
      context.imageSmoothingQuality = "high";
      context.drawImage(image, 0, 0, width, height);
      const blob = await canvas.convertToBlob({ type: "image/webp", quality });
      const encoded = new Uint8Array(await blob.arrayBuffer());
      return btoa(Array.from(encoded, (byte) => String.fromCharCode(byte)).join(""));
    },
    { png, ...FILM, quality: QUALITY },
  );
  return Buffer.from(webp, "base64");
}
