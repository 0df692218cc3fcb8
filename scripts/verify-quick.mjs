/**
 * `npm run verify:quick`: what needs no browser and no build, two steps at a time. Under a minute, hence without the tests
 * that train on the processor; `npm test` has them.
 */
import { format, layers, lint, types, vitest } from "./checks.mjs";
import { setup } from "./setup.mjs";
import { finish, runSteps } from "./steps.mjs";

try {
  setup();
  finish(await runSteps([lint, types, vitest("unit", ["unit"], 15, { QUICK: "1" }), format, layers], { atOnce: 2 }));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  finish({ passed: 0, failed: 1 });
}
