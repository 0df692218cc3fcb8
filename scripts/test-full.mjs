/**
 * `npm run test:full`: the long tests (files *.full.test.ts and *.fullnode.test.ts, journeys tagged @full, the journeys in
 * Firefox, what PyTorch says of exported projects, sweeps on SLURM and on Ray) on top of what `npm test` runs. Under forty minutes on two cores. The golden numbers that `npm test` compares are not compared again.
 *
 * The last line is `N passed, N failed`.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBrowser } from "./browser.mjs";
import { ensureFirefox, firefoxVersion } from "./firefox.mjs";
import { build, endToEnd, vitest } from "./checks.mjs";
import { root, setup } from "./setup.mjs";
import { finish, runSteps } from "./steps.mjs";

try {
  setup();
  const chromium = ensureBrowser();
  console.log(`browser: ${chromium.executablePath} (${chromium.origin})`);
  const firefox = ensureFirefox();
  console.log(`firefox: ${firefox.executablePath} (${firefox.origin}), ${firefoxVersion(firefox)}`);
  const steps = [];
  for (const [project, ending] of /** @type {const} */ ([
    ["full-node", ".fullnode.test.ts"],
    ["full", ".full.test.ts"],
  ])) {
    if (files("src").some((name) => name.endsWith(ending))) steps.push(vitest(project, [project], 30));
    else console.log(`${project}: nothing yet`);
  }
  const tagged = files("e2e").filter(
    (name) => name.endsWith(".spec.ts") && readFileSync(name, "utf8").includes("@full"),
  );
  if (tagged.length > 0) steps.push(build, await endToEnd("e2e, long", ["full"], 45));
  else console.log("e2e, long: nothing yet");
  steps.push(await endToEnd("e2e, Firefox", ["firefox"], 15));
  steps.push({ name: "PyTorch", command: ["node", "scripts/test-torch.mjs"], minutes: 15 });
  steps.push({ name: "SLURM", command: ["node", "scripts/test-slurm.mjs"], minutes: 10 });
  steps.push({ name: "Ray", command: ["node", "scripts/test-ray.mjs"], minutes: 10 });
  finish(await runSteps(steps));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  finish({ passed: 0, failed: 1 });
}

/** @param {string} folder */
function files(folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(root, folder, name));
}
