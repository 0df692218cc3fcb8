/**
 * A vite plugin: builds bench.html, the page that measures a visitor's graphics card, apart from the lab's page, so that nothing
 * that they share moves into what the lab loads first. Their workers are the same files: a file's name follows from its content.
 */
import { join } from "node:path";
import { build } from "vite";
import { root } from "./setup.mjs";

/**
 * @param {Pick<import("vite").UserConfig, "base" | "worker">} config what the lab's page is built with
 * @param {() => import("vite").PluginOption[]} plugins of this page's own build
 * @returns {import("vite").Plugin}
 */
export function cardPagePlugin(config, plugins) {
  return {
    name: "card-page",
    apply: "build",
    generateBundle: {
      order: "post",
      async handler(_, bundle) {
        const built = await build({
          ...config,
          root,
          configFile: false,
          logLevel: "warn",
          publicDir: false,
          plugins: plugins(),
          build: {
            write: false,
            modulePreload: false,
            chunkSizeWarningLimit: 1000,
            rolldownOptions: { input: join(root, "bench.html") },
          },
        });
        const [result] = [built].flat();
        if (result === undefined || !("output" in result)) throw new Error("bench.html was not built");
        for (const part of result.output) {
          if (part.fileName in bundle) continue;
          const source = part.type === "chunk" ? part.code : part.source;
          this.emitFile({ type: "asset", fileName: part.fileName, source });
        }
      },
    },
  };
}
