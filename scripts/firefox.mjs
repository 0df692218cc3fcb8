/**
 * The one place that decides which Firefox the journeys drive, and with which settings.
 *
 * `findFirefox` only looks; `ensureFirefox` also installs, with what Firefox needs to see a Vulkan driver. It is driven by
 * WebDriver BiDi, so any stock Firefox will do: Playwright's own is patched, and is not what people use.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { aptInstall } from "./browser.mjs";
import { ensureVulkanLoader, softwareDriver } from "./vulkan.mjs";

/** @typedef {{ executablePath: string, origin: "FIREFOX_PATH" | "system" }} Firefox */

/** @type {Partial<Record<NodeJS.Platform, string[]>>} */
const systemPaths = {
  linux: ["/usr/bin/firefox-esr", "/usr/bin/firefox", "/snap/bin/firefox"],
  darwin: ["/Applications/Firefox.app/Contents/MacOS/firefox"],
  win32: ["C:\\Program Files\\Mozilla Firefox\\firefox.exe"],
};

/**
 * The first Firefox of: `FIREFOX_PATH`, the system's usual places.
 *
 * @returns {Firefox | undefined}
 * @throws {Error} when `FIREFOX_PATH` names no file: a wrong setting must not be passed over
 */
export function findFirefox() {
  const chosen = process.env["FIREFOX_PATH"];
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`firefox: FIREFOX_PATH is ${chosen}, and there is no such file`);
    return { executablePath: chosen, origin: "FIREFOX_PATH" };
  }
  const system = systemPaths[process.platform]?.find((path) => existsSync(path));
  return system ? { executablePath: system, origin: "system" } : undefined;
}

/**
 * Finds Firefox, or installs it with apt when root on Debian or Ubuntu; there also the Vulkan loader that it needs for WebGPU.
 *
 * @returns {Firefox}
 * @throws {Error} naming the ways out when none of it worked
 */
export function ensureFirefox() {
  if (!findFirefox()) aptInstall("firefox-esr");
  ensureVulkanLoader();
  const firefox = findFirefox();
  if (firefox) return firefox;
  throw new Error(
    [
      "firefox: these journeys need Firefox and none was found or could be installed. Either of these helps:",
      "  1. install Firefox with the system's package manager (Debian: apt-get install firefox-esr)",
      "  2. set FIREFOX_PATH to an existing Firefox program",
    ].join("\n"),
  );
}

/**
 * Puppeteer's launch options for a new Firefox without a window.
 *
 * @param {{ webgpu: boolean, downloads: string }} options whether to switch WebGPU on, where release builds on Linux still
 *   have it off, and where downloads go
 */
export function firefoxOptions({ webgpu, downloads }) {
  const driver = softwareDriver();
  return {
    browser: /** @type {const} */ ("firefox"),
    headless: true,
    // For `leaveWorkersAlone`.
    args: ["--remote-allow-system-access"],
    ...(findFirefox() ?? {}),
    env: { ...process.env, ...(driver ? { VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver } : {}) },
    extraPrefsFirefox: {
      "dom.webgpu.enabled": webgpu,
      "gfx.webgpu.ignore-blocklist": webgpu,
      "browser.download.folderList": 2,
      "browser.download.dir": downloads,
      "browser.helperApps.neverAsk.saveToDisk": "text/csv,application/json,application/zip,image/png",
    },
  };
}

/** Firefox's own module that tells a driver of every worker. */
const WORKER_LISTENER = "chrome://remote/content/shared/js-process-actors/WebDriverWorkerListenerActor.sys.mjs";

/**
 * Has Firefox no longer tell its driver of workers, which nobody asks about here. While it does (Firefox 153), one of some hundred
 * workers that a worker starts never begins, and the thread that started it stands still for ever; without a driver, or without this
 * listener, thousands begin.
 *
 * @param {import("puppeteer-core").Browser} browser
 */
export async function leaveWorkersAlone(browser) {
  // Puppeteer has no name for what only Firefox understands.
  const { connection } = /** @type {{ connection: { send(method: string, params: unknown): Promise<any> } }} */ (
    /** @type {unknown} */ (browser)
  );
  const { result } = await connection.send("browsingContext.getTree", { "moz:scope": "chrome" });
  const told = await connection.send("script.evaluate", {
    target: { context: result.contexts[0].context },
    expression: `ChromeUtils.importESModule("${WORKER_LISTENER}").unregisterWebDriverWorkerListenerActor()`,
    awaitPromise: false,
  });
  if (told.result.type !== "success") throw new Error(`firefox: ${told.result.exceptionDetails?.text}`);
}

/**
 * Its version, for the output of the tests.
 *
 * @param {Firefox} firefox
 */
export function firefoxVersion({ executablePath }) {
  for (const folder of [dirname(executablePath), "/usr/lib/firefox-esr", "/usr/lib/firefox"]) {
    const file = join(folder, "application.ini");
    const version = existsSync(file) ? /^Version=(.+)$/m.exec(readFileSync(file, "utf8"))?.[1] : undefined;
    if (version) return version;
  }
  return "of unknown version";
}
