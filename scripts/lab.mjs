/**
 * `npm run lab -- <command> …`: the lab without a page, for scripts and machines without a screen.
 *
 * Installs what is missing, then bundles scripts/lab/main.ts and runs it.
 */
import { bundled } from "./bundled.mjs";
import { setup } from "./setup.mjs";

try {
  setup();
  // The second is what arms compute in where no browser is asked for.
  const { main } = await bundled({ main: "scripts/lab/main.ts", armThread: "scripts/lab/armThread.ts" });
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
}
