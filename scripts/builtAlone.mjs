import { join } from "node:path";
import { build } from "vite";
import { root } from "./setup.mjs";

/**
 * Builds a module and all that it imports into one script, apart from the page's build.
 *
 * @param {string} input path from the root
 * @param {"es" | "iife"} format
 * @param {{ plugins: import("vite").Plugin[], define?: Record<string, string> }} options
 * @returns {Promise<string>} the script
 * @throws {Error} when it needs another one
 */
export async function builtAlone(input, format, { plugins, define = {} }) {
  const built = await build({
    root,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    plugins,
    define,
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: { input: join(root, input), output: { format, codeSplitting: false } },
    },
  });
  const [result] = [built].flat();
  const chunk = result !== undefined && "output" in result ? result.output[0] : undefined;
  if (chunk?.type !== "chunk" || chunk.imports.length > 0) throw new Error(`${input} was not built into one script`);
  return chunk.code;
}
