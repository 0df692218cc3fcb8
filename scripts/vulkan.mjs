/**
 * What programs other than Chromium need to see the graphics driver in software that comes with it: its description and the
 * system's Vulkan loader. Firefox and Node train on it where there is no graphics card.
 */
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { aptInstall, findBrowser } from "./browser.mjs";

/**
 * The description of the software driver that comes with Chromium, for `VK_DRIVER_FILES`.
 *
 * @returns {string | undefined} nothing where another system's interface is used, or a real card is asked for
 */
export function softwareDriver() {
  if (process.platform !== "linux" || process.env["E2E_REAL_GPU"] === "1") return undefined;
  const folders = [dirname(findBrowser()?.executablePath ?? "/nowhere/chromium"), "/usr/lib/chromium"];
  return folders.map((folder) => join(folder, "vk_swiftshader_icd.json")).find((path) => existsSync(path));
}

/** Installs the Vulkan loader with apt where it is missing and can be: as root on Debian or Ubuntu. */
export function ensureVulkanLoader() {
  if (process.platform === "linux" && softwareDriver() && !hasVulkanLoader()) aptInstall("libvulkan1");
}

function hasVulkanLoader() {
  const folders = ["/usr/lib", "/usr/lib64", `/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu`];
  return folders.some((folder) => existsSync(folder) && readdirSync(folder).includes("libvulkan.so.1"));
}
