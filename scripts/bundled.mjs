/**
 * Runs programs in TypeScript that use the app's own modules, without a page. Bundled rather than loaded module by module: there
 * a call across modules costs ten times one within, and training makes many.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { licensesPlugin } from "./licenses.mjs";
import { root } from "./setup.mjs";
import { kernelsPlugin } from "./wasm.mjs";

/**
 * @param {{ main: string, [name: string]: string }} input programs by name, paths from the root; `main` is imported.
 * @returns {Promise<any>} what `main` exports.
 */
export async function bundled(input) {
  // Inside node_modules, so that packages left out of the bundle are found; one folder a run, so that runs do not meet.
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const outDir = mkdtempSync(join(cache, "lab-"));
  process.once("exit", () => rmSync(outDir, { recursive: true, force: true }));
  await bundle(input, { outDir, packed: false });
  process.setSourceMapsEnabled(true);
  return import(pathToFileURL(join(outDir, "main.mjs")).href);
}

/** Not in a program that is given away: what drives browsers, what bundles, and what is no JavaScript. */
const OUTSIDE = ["@playwright/test", "playwright-core", "vite", "webgpu"];

/**
 * Writes programs to a folder.
 *
 * @param {{ [name: string]: string }} input programs by name, paths from the root
 * @param {{ outDir: string, packed: boolean }} options `packed`: to be run where no package is installed; the licences of what
 *   went into them are written beside them
 */
export async function bundle(input, { outDir, packed }) {
  const { build } = await import("vite");
  await build({
    root,
    configFile: false,
    publicDir: false,
    plugins: [kernelsPlugin(), ...(packed ? [licensesPlugin().page] : [])],
    logLevel: packed ? "error" : "warn",
    // tfjs publishes CommonJS to Node's resolver and modules to bundlers; mixing the two gives two engines.
    ssr: packed ? { noExternal: true, external: OUTSIDE } : { noExternal: [/@tensorflow\//] },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: "node20",
      sourcemap: !packed,
      rolldownOptions: {
        input,
        output: { entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" },
      },
    },
  });
}
