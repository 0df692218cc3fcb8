/**
 * `npm run test:torch`: an independent framework computes everything again. Experiments are exported as PyTorch projects, and their
 * networks, losses, gradients and updates are compared with the engines' (scripts/torch/).
 *
 * --all compares every combination of backbone, method and branch design instead of every pair, and each once more under a rule that
 * combines losses (half an hour); --only TEXT the experiments whose names contain it; --keep leaves the projects where they were
 * written. Without a Python it says so, and fails where CI is set.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundled } from "./bundled.mjs";
import { ensurePython } from "./python.mjs";
import { root, setup } from "./setup.mjs";
import { finish } from "./steps.mjs";

const { values } = parseArgs({
  options: { all: { type: "boolean" }, only: { type: "string" }, keep: { type: "boolean" } },
});
try {
  setup();
  const python = findPython();
  if (python !== undefined) {
    const { main } = await bundled({ main: "scripts/torch/main.ts" });
    const { all = false, only = "", keep = false } = values;
    finish(await main({ python, scripts: join(root, "scripts/torch"), all, only, keep }));
  }
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  finish({ passed: 0, failed: 1 });
}

/** @returns {string | undefined} */
function findPython() {
  try {
    return ensurePython();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (process.env["CI"]) finish({ passed: 0, failed: 1 });
    else console.log("nothing was compared; in CI this is a failure");
    return undefined;
  }
}
