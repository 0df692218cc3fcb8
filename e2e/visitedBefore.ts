/**
 * Browsers of the journeys on WebGPU know how fast this machine's engines are, as at a second visit: timing them takes a fresh
 * browser seconds on a software adapter, and a journey has a fresh one. It is the page itself that times them, once for all.
 * Journeys of a first visit forget it (`test.use({ storageState: undefined })`).
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { chromium, type FullConfig } from "@playwright/test";
import { launchOptions } from "../scripts/browser.mjs";
import { root } from "../scripts/setup.mjs";

/** What such a browser keeps of the page. */
export const visitedBefore = join(root, `node_modules/.cache/e2e/visited-${process.env["E2E_PORT"] ?? "4173"}.json`);

export default async function visit({ projects }: FullConfig): Promise<void> {
  const [project] = projects.filter(({ use }) => use.storageState === visitedBefore);
  if (project === undefined) return;
  const { baseURL } = project.use;
  if (baseURL === undefined) throw new Error("the journeys' address is not set");
  const browser = await chromium.launch(launchOptions({ gpu: true }));
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(baseURL);
    const engines = await page.waitForFunction(() => localStorage.getItem("forklab.engines"));
    const value = await engines.jsonValue();
    if (value === null) throw new Error("the page keeps no trials of engines");
    mkdirSync(dirname(visitedBefore), { recursive: true });
    writeState(baseURL, value);
  } finally {
    await browser.close();
  }
}

/** Nothing else that the visit left. */
function writeState(address: string, value: string): void {
  const origins = [{ origin: new URL(address).origin, localStorage: [{ name: "forklab.engines", value }] }];
  writeFileSync(visitedBefore, JSON.stringify({ cookies: [], origins }));
}
