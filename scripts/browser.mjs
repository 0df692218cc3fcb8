/**
 * The one place that decides which Chromium the tests drive, and with which flags.
 *
 * `findBrowser` only looks; `ensureBrowser` also installs. Run as a script it ensures and prints.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { root } from "./setup.mjs";

/** @typedef {{ executablePath: string, origin: "CHROMIUM_PATH" | "playwright" | "system" }} Browser */

/**
 * Arguments that give headless Chromium a WebGPU adapter. The software adapter is asked for by name, so that a machine
 * with a graphics card tests on the same one; `E2E_REAL_GPU=1` leaves the choice to the browser.
 */
export const gpuArgs = [
  "--no-sandbox",
  "--enable-unsafe-webgpu",
  "--enable-features=Vulkan",
  ...(process.env["E2E_REAL_GPU"] === "1" ? [] : ["--use-webgpu-adapter=swiftshader"]),
];

/** @type {Partial<Record<NodeJS.Platform, string[]>>} */
const systemPaths = {
  linux: [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome-stable",
    "/usr/bin/google-chrome",
    "/usr/bin/microsoft-edge",
    "/snap/bin/chromium",
  ],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: [
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
  ],
};

/**
 * The first Chromium of: `CHROMIUM_PATH`, Playwright's own download, the system's usual places.
 *
 * @returns {Browser | undefined}
 * @throws {Error} when `CHROMIUM_PATH` names no file: a wrong setting must not be passed over
 */
export function findBrowser() {
  const chosen = process.env["CHROMIUM_PATH"];
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`browser: CHROMIUM_PATH is ${chosen}, and there is no such file`);
    return { executablePath: chosen, origin: "CHROMIUM_PATH" };
  }
  const own = playwrightChromium();
  if (own && existsSync(own)) return { executablePath: own, origin: "playwright" };
  const system = systemPaths[process.platform]?.find((path) => existsSync(path));
  return system ? { executablePath: system, origin: "system" } : undefined;
}

/**
 * Playwright's launch options for the browser found; without one the path is left out, so that Playwright explains.
 *
 * @param {{ gpu: boolean }} options whether to ask for WebGPU
 */
export function launchOptions({ gpu }) {
  const browser = findBrowser();
  return { ...(browser ? { executablePath: browser.executablePath } : {}), args: gpu ? gpuArgs : ["--no-sandbox"] };
}

/**
 * Finds a browser, or installs one: Playwright's download first, then apt when root on Debian or Ubuntu.
 *
 * @returns {Browser}
 * @throws {Error} naming three ways out when none of it worked
 */
export function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  for (const install of [installWithPlaywright, installWithApt]) {
    install();
    const browser = findBrowser();
    if (browser) return browser;
  }
  throw new Error(
    [
      "browser: the tests need Chromium and none was found or could be installed. Any one of these helps:",
      "  1. npx playwright install --with-deps chromium",
      "  2. install Chromium or Google Chrome with the system's package manager (Debian: apt-get install chromium)",
      "  3. set CHROMIUM_PATH to an existing Chromium, Chrome or Edge program",
    ].join("\n"),
  );
}

function installWithPlaywright() {
  console.log("browser: none found; trying npx playwright install chromium");
  const cli = createRequire(import.meta.url).resolve("@playwright/test/cli");
  const withDeps = process.env["CI"] && process.platform === "linux" ? ["--with-deps"] : [];
  attempt(process.execPath, [cli, "install", ...withDeps, "chromium"], 5);
}

function installWithApt() {
  aptInstall("chromium");
}

/**
 * Installs a Debian package, where that is possible: as root on Debian or Ubuntu.
 *
 * @param {string} name
 */
export function aptInstall(name) {
  if (process.getuid?.() !== 0 || !isDebian()) return;
  console.log(`browser: trying apt-get install ${name}`);
  attempt("apt-get", ["update"], 3);
  attempt("apt-get", ["install", "-y", "--no-install-recommends", name], 10);
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {number} minutes
 */
function attempt(program, args, minutes) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { status } = spawnSync(program, args, { stdio: "inherit", cwd: root, env, timeout: minutes * 60_000 });
  if (status !== 0) console.log(`browser: ${program} did not succeed`);
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

function playwrightChromium() {
  const require = createRequire(import.meta.url);
  try {
    // Through the test package's own dependency: loading @playwright/test itself inside another runner is refused.
    const core = createRequire(require.resolve("@playwright/test"))("playwright-core");
    return /** @type {string} */ (core.chromium.executablePath());
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { executablePath, origin } = ensureBrowser();
  console.log(`browser: ${executablePath} (${origin})`);
}
