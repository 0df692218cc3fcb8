/**
 * `npm test`: everything that must hold before a change is done, on a fresh clone too. Under eight minutes on two quiet cores.
 *
 * The last line is `N passed, N failed`.
 */
import { ensureBrowser } from "./browser.mjs";
import { build, bundle, dead, endToEnd, format, layers, lint, size, types, vitest } from "./checks.mjs";
import { setup } from "./setup.mjs";
import { finish, runSteps, sum } from "./steps.mjs";
import { ensureVulkanLoader } from "./vulkan.mjs";

try {
  setup();
  const { executablePath, origin } = ensureBrowser();
  console.log(`browser: ${executablePath} (${origin})`);
  ensureVulkanLoader();
  // None of these uses both cores for long.
  const still = await runSteps([lint, format, types, layers, dead], { atOnce: 2 });
  const total = await runSteps([
    vitest("unit", ["unit"]),
    vitest("golden", ["golden-cpu", "golden-webgpu"]),
    vitest("gpu", ["gpu"]),
    build,
    size,
    bundle,
    await endToEnd("e2e", ["webgpu", "no-webgpu"]),
  ]);
  finish(sum([still, total]));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  finish({ passed: 0, failed: 1 });
}
