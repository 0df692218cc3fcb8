import { defineConfig } from "@playwright/test";
import { launchOptions } from "./scripts/browser.mjs";
import { visitedBefore } from "./e2e/visitedBefore";

const port = Number(process.env["E2E_PORT"] ?? 4173);
const withoutGpu = "**/*.nogpu.spec.ts";
const inFirefox = "**/*.firefox.spec.ts";

/** Journeys through the production build in `dist/` (npm run build). */
export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/visitedBefore.ts",
  // Pages wait for one another's frames more than for a core.
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  retries: 0,
  forbidOnly: process.env["CI"] !== undefined,
  // The JSON report goes where PLAYWRIGHT_JSON_OUTPUT_FILE says; scripts/steps.mjs counts from it.
  reporter: process.env["PLAYWRIGHT_JSON_OUTPUT_FILE"] ? [["list"], ["json"]] : [["list"]],
  use: {
    browserName: "chromium",
    baseURL: `http://127.0.0.1:${port}`,
    // Recording what every page shows takes more than a third of the time: `E2E_TRACE=1` when a failure is looked into.
    trace: process.env["E2E_TRACE"] === "1" ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    // Journeys refuse files to see what the page says of it; a service worker would have them. offline.spec.ts has one.
    serviceWorkers: "block",
  },
  projects: [
    {
      name: "webgpu",
      testIgnore: [withoutGpu, inFirefox],
      grepInvert: /@full/,
      use: { launchOptions: launchOptions({ gpu: true }), storageState: visitedBefore },
    },
    { name: "no-webgpu", testMatch: withoutGpu, use: { launchOptions: launchOptions({ gpu: false }) } },
    {
      name: "full",
      testIgnore: [withoutGpu, inFirefox],
      grep: /@full/,
      timeout: 30 * 60_000,
      // Long runs, and figures that another page would disturb.
      workers: 1,
      use: { launchOptions: launchOptions({ gpu: true }), storageState: visitedBefore },
    },
    // They start a stock Firefox themselves; see e2e/firefoxLab.ts.
    { name: "firefox", testMatch: inFirefox, timeout: 5 * 60_000, workers: 1 },
  ],
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --strictPort --port ${port}`,
    url: `http://127.0.0.1:${port}`,
    // A server left over from another build is how a green lies.
    reuseExistingServer: false,
  },
});
