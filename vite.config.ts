import react from "@vitejs/plugin-react";
import { defineConfig, type UserConfig } from "vite";
import { cardPagePlugin } from "./scripts/cardPage.mjs";
import { embedPlugin } from "./scripts/embed.mjs";
import { licensesPlugin } from "./scripts/licenses.mjs";
import { offlinePlugin, policyPlugin } from "./scripts/offline.mjs";
import { kernelsPlugin } from "./scripts/wasm.mjs";

/** Packages that only the worker imports: named, or the dev server finds them late and reloads the page mid-run. */
export const workerDependencies = [
  "@noble/hashes/legacy.js",
  "@noble/hashes/sha2.js",
  "@tensorflow/tfjs-core",
  "@tensorflow/tfjs-core/dist/register_all_gradients",
  "@tensorflow/tfjs-backend-cpu",
  "@tensorflow/tfjs-backend-webgl",
  "@tensorflow/tfjs-backend-webgpu",
  "d3-array",
  "fast-png",
  "fflate",
  "@zip.js/zip.js/lib/zip-core-native.js",
  "hyparquet",
  "idb",
  "papaparse",
  "valibot",
];

const licenses = licensesPlugin();

const worker = {
  format: "es",
  plugins: () => [licenses.worker],
  // TensorFlow.js repeats its licence header in hundreds of files, half of the worker's size; licenses.txt has it once.
  rolldownOptions: { output: { comments: { legal: false } } },
} satisfies UserConfig["worker"];
/** Any static host, any sub-folder: links are relative and the state is in the hash. */
const base = "./";

export default defineConfig({
  base,
  plugins: [
    react(),
    kernelsPlugin(),
    embedPlugin(() => [licenses.worker]),
    cardPagePlugin({ base, worker }, () => [react(), kernelsPlugin(), licenses.worker, policyPlugin()]),
    licenses.page,
    policyPlugin(),
    offlinePlugin(() => [licenses.worker]),
  ],
  build: {
    // Read by scripts/bundle.mjs, which needs to know what the page loads first.
    manifest: true,
    chunkSizeWarningLimit: 1000,
    // What the first screen needs is one chunk: in the fifty that sharing with the lazy parts makes of it, each is
    // compressed by itself. The group takes in what its module imports, not what it fetches later.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "first", test: /\/src\/main\.tsx$/u }] } },
    },
  },
  worker,
  // A name of the tests: only localhost may do without https, and the page must train without it, too.
  // Files of a public page are everybody's to read: a frame without an origin has to (docs/EMBED.md).
  preview: { allowedHosts: ["lab.test"], cors: { origin: "*" } },
  optimizeDeps: { include: workerDependencies },
});
