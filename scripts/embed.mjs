/**
 * A vite plugin: builds the element that shows the lab on other pages (src/ui/embed/element.ts) into one file of its own,
 * `embed.js`, whose name stays, because other people's pages have it.
 */
import { builtAlone } from "./builtAlone.mjs";

/**
 * @param {() => import("vite").Plugin[]} plugins of the element's own build
 * @returns {import("vite").Plugin}
 */
export function embedPlugin(plugins) {
  return {
    name: "embed",
    apply: "build",
    async generateBundle() {
      const source = await builtAlone("src/ui/embed/element.ts", "es", { plugins: plugins() });
      this.emitFile({ type: "asset", fileName: "embed.js", source });
    },
  };
}
