import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { playwright } from "@vitest/browser-playwright";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { launchOptions } from "./scripts/browser.mjs";
import { kernelsPlugin } from "./scripts/wasm.mjs";
import { workerDependencies } from "./vite.config.ts";

const goldenDir = findFolder("GOLDEN_DIR", "fixtures/golden");
const golden2Dir = findFolder("GOLDEN2_DIR", "fixtures/golden2");

/**
 * tfjs publishes CommonJS to Node's resolver and modules to bundlers, and some of its files exist as modules only; mixing
 * the two gives two engines.
 */
const tfjsAsModules = {
  deps: {
    optimizer: {
      ssr: { enabled: true, include: workerDependencies.filter((name) => name.startsWith("@tensorflow/")) },
    },
  },
};

const minute = 60_000;

/** Unit tests that train on the processor; the inner loop (`npm run verify:quick`) goes without them. */
const training = [
  "src/training/trainer.test.ts",
  "src/engine/checklist.test.ts",
  "src/engine/combinations.test.ts",
  "src/engine/tfjs/tfjsExecutor.test.ts",
  "src/worker/silence.test.ts",
];

export default defineConfig({
  test: {
    // All cores: one fewer, as is usual, would be half of two.
    maxWorkers: "100%",
    projects: [
      {
        plugins: [react(), kernelsPlugin()],
        test: {
          name: "unit",
          environment: "node",
          include: ["src/**/*.test.{ts,tsx}", "scripts/**/*.test.{ts,mjs}"],
          exclude: ["**/*.{gpu,golden,full,fullnode}.test.ts", ...(process.env["QUICK"] === "1" ? training : [])],
          testTimeout: 20_000,
          setupFiles: ["vitest.setup.ts"],
          ...tfjsAsModules,
        },
      },
      nodeProject("golden-cpu", "golden", 5 * minute),
      nodeProject("full-node", "fullnode", 30 * minute),
      browserProject("gpu", "gpu", 2 * minute),
      browserProject("golden-webgpu", "golden", 5 * minute),
      browserProject("full", "full", 30 * minute),
    ],
  },
});

function nodeProject(name: string, kind: string, timeoutMs: number) {
  return {
    plugins: [kernelsPlugin()],
    test: {
      name,
      environment: "node",
      include: [`{src,scripts}/**/*.${kind}.test.ts`],
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      env: { GOLDEN_DIR: goldenDir, GOLDEN2_DIR: golden2Dir },
      ...tfjsAsModules,
    },
  };
}

/** Tests in a real Chromium with WebGPU on the software adapter, one file at a time: they share two cores and one queue. */
function browserProject(name: string, kind: string, timeoutMs: number) {
  return {
    plugins: [kernelsPlugin(), serveFolder("/__golden__", goldenDir), serveFolder("/__golden2__", golden2Dir)],
    optimizeDeps: { include: workerDependencies },
    test: {
      name,
      include: [`src/**/*.${kind}.test.ts`],
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      fileParallelism: false,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        instances: [{ browser: "chromium" as const }],
        // A test of memory must be able to ask for a collection of garbage.
        provider: playwright({ launchOptions: withCollection(launchOptions({ gpu: true })) }),
      },
    },
  };
}

function withCollection<T extends { readonly args?: readonly string[] }>(options: T) {
  return { ...options, args: [...(options.args ?? []), "--js-flags=--expose-gc"] };
}

/** The folder that a variable names, relative to where the command was typed or to this one; else the repository's. */
function findFolder(variable: string, own: string): string {
  const given = process.env[variable];
  if (!given) return resolve(import.meta.dirname, own);
  const candidates = [process.env["INIT_CWD"] ?? process.cwd(), import.meta.dirname].map((from) =>
    resolve(from, given),
  );
  const found = candidates.find((folder) => existsSync(folder) && statSync(folder).isDirectory());
  if (!found)
    throw new Error(`${variable} is ${given}, and there is no such folder (tried ${candidates.join(" and ")})`);
  return found;
}

/** Answers `<base>/index.json` with the file names and `<base>/<name>` with the bytes. */
function serveFolder(base: string, folder: string): Plugin {
  return {
    name: `serve ${base}`,
    configureServer(server) {
      server.middlewares.use(base, (request, response) => {
        const name = decodeURIComponent((request.url ?? "/").slice(1).replace(/\?.*$/, ""));
        if (name === "index.json") {
          response.setHeader("content-type", "application/json");
          response.end(JSON.stringify(readdirSync(folder).sort()));
        } else if (readdirSync(folder).includes(name)) {
          response.setHeader("content-type", name.endsWith(".json") ? "application/json" : "application/octet-stream");
          createReadStream(join(folder, name)).pipe(response);
        } else {
          response.statusCode = 404;
          response.end();
        }
      });
    },
  };
}
