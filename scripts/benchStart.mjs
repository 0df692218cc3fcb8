/**
 * How soon a run begins: `npm run bench:page -- --only start [--rounds 5]`
 *
 * From Play to what the worker says of the default experiment: the data are there, every arm's kernels are, the untrained
 * network was probed, the first step was done. Each round is a browser of its own, so that no shader is known from before.
 */
import { loadavg } from "node:os";
import { chromium } from "@playwright/test";
import { launchOptions } from "./browser.mjs";

const ENGINES = ["Compiled, WebGPU", "WebAssembly"];
/** What is waited for, in the order in which it comes. */
const MOMENTS = /** @type {const} */ (["data", "kernels", "started", "probe", "step"]);

/**
 * @param {string} address of the built page.
 * @param {number} rounds
 */
export async function benchStart(address, rounds) {
  for (const engine of ENGINES) {
    /** @type {Record<string, number>[]} */
    const found = [];
    for (let round = 0; round < rounds; round += 1) found.push(await firstStep(address, engine));
    for (const moment of MOMENTS) {
      const times = found.map((times) => Math.round(times[moment] ?? Number.NaN)).toSorted((a, b) => a - b);
      console.log(
        `${engine}, from Play to ${moment}: ${times[Math.floor(times.length / 2)]} ms (${times.join(", ")}); load ${(loadavg()[0] ?? 0).toFixed(1)}`,
      );
    }
  }
}

/**
 * @param {string} address
 * @param {string} engine as the select calls it.
 * @returns {Promise<Record<string, number>>} milliseconds after Play, by moment.
 */
async function firstStep(address, engine) {
  const browser = await chromium.launch(launchOptions({ gpu: true }));
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript(() => {
      const Real = globalThis.Worker;
      let started = 0;
      /** @type {Record<string, number>} */
      const moments = {};
      Object.assign(globalThis, { moments });
      globalThis.Worker = class extends Real {
        /** @param {string | URL} url @param {WorkerOptions} [how] */
        constructor(url, how) {
          super(url, how);
          this.addEventListener("message", ({ data }) => {
            for (const event of data.events ?? []) {
              const moment = event.type === "preparing" ? event.what : event.type;
              if (event.type === "preparing") moments[moment] = performance.now() - started;
              else moments[moment] ??= performance.now() - started;
            }
          });
        }
        /**
         * @override
         * @param {any} command
         * @param {any} [transfer]
         */
        postMessage(command, transfer) {
          if (command.type === "start") started = performance.now();
          super.postMessage(command, transfer);
        }
      };
    });
    await page.goto(address);
    const play = page.getByRole("button", { name: "Play", exact: true }).first();
    await page.getByRole("combobox", { name: "Engine" }).selectOption({ label: engine });
    await play.click();
    await page.waitForFunction(() => "step" in /** @type {any} */ (globalThis).moments, undefined, {
      timeout: 120_000,
    });
    return await page.evaluate(() => /** @type {any} */ (globalThis).moments);
  } finally {
    await browser.close();
  }
}
