/**
 * `npm run lab -- <command> …`: the lab without a page, for scripts and machines without a screen.
 *
 * Installs what is missing, then bundles scripts/lab/main.ts (TypeScript, with the app's own modules) and runs it. Bundled
 * rather than loaded module by module: there a call across modules costs ten times one within, and training makes many.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, setup } from "./setup.mjs";
import { kernelsPlugin } from "./wasm.mjs";

try {
  setup();
  const { build } = await import("vite");
  // Inside node_modules, so that packages left out of the bundle are found; one folder a run, so that runs do not meet.
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const outDir = mkdtempSync(join(cache, "lab-"));
  process.once("exit", () => rmSync(outDir, { recursive: true, force: true }));
  await build({
    root,
    configFile: false,
    publicDir: false,
    plugins: [kernelsPlugin()],
    logLevel: "warn",
    // tfjs publishes CommonJS to Node's resolver and modules to bundlers; mixing the two gives two engines.
    ssr: { noExternal: [/@tensorflow\//] },
    build: {
      ssr: true,
      outDir,
      target: "node20",
      sourcemap: true,
      rolldownOptions: {
        // The second is what arms compute in where no browser is asked for.
        input: { main: "scripts/lab/main.ts", armThread: "scripts/lab/armThread.ts" },
        output: { entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" },
      },
    },
  });
  process.setSourceMapsEnabled(true);
  const { main } = await import(pathToFileURL(join(outDir, "main.mjs")).href);
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
}
