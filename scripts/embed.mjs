/**
 * A vite plugin: builds the element that shows the lab on other pages (src/ui/embed/element.ts) into one file of its own,
 * `embed.js`, whose name stays, because other people's pages have it.
 */
import { join } from "node:path";
import { build } from "vite";
import { root } from "./setup.mjs";

/**
 * @param {() => import("vite").Plugin[]} plugins of the element's own build
 * @returns {import("vite").Plugin}
 */
export function embedPlugin(plugins) {
  return {
    name: "embed",
    apply: "build",
    async generateBundle() {
      const built = await build({
        root,
        configFile: false,
        logLevel: "warn",
        publicDir: false,
        plugins: plugins(),
        build: {
          write: false,
          modulePreload: false,
          rolldownOptions: {
            input: join(root, "src/ui/embed/element.ts"),
            output: { format: "es", codeSplitting: false },
          },
        },
      });
      const [result] = [built].flat();
      const chunk = result !== undefined && "output" in result ? result.output[0] : undefined;
      if (chunk?.type !== "chunk" || chunk.imports.length > 0) {
        throw new Error("embed: the element was not built into one file");
      }
      this.emitFile({ type: "asset", fileName: "embed.js", source: chunk.code });
    },
  };
}
