import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readBundle, tfjsProblems } from "./bundle.mjs";

let dist = "";
beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), "dist-"));
  write(".vite/manifest.json", {
    "index.html": { file: "assets/index.js", isEntry: true, imports: ["_shared.js"], css: ["assets/index.css"] },
    "_shared.js": { file: "assets/shared.js", imports: ["index.html"] },
    "src/ui/charts/Chart.tsx": { file: "assets/Chart.js", isDynamicEntry: true, imports: ["_shared.js"] },
  });
  for (const name of ["index", "shared", "Chart", "train.worker"]) write(`assets/${name}.js`, "");
  write("assets/index.css", "");
});
afterEach(() => rmSync(dist, { recursive: true }));

/**
 * @param {string} name
 * @param {unknown} content
 */
function write(name, content) {
  mkdirSync(dirname(join(dist, name)), { recursive: true });
  writeFileSync(join(dist, name), typeof content === "string" ? content : JSON.stringify(content));
}

it("tells what loads first from what loads later and what belongs to a worker", () => {
  const { first, worker } = readBundle(dist);
  expect([...first].sort()).toEqual(["assets/index.css", "assets/index.js", "assets/shared.js"]);
  expect(worker).toEqual(["assets/train.worker.js"]);
});

it("finds TensorFlow.js in a script that the entry imports", () => {
  write("assets/shared.js", 'e.registerFlag("TENSORLIKE_CHECK_SHAPE_CONSISTENCY")');
  expect(tfjsProblems(dist).join()).toContain("assets/shared.js");
});

it("lets a worker have it", () => {
  write("assets/train.worker.js", 'e.registerFlag("TENSORLIKE_CHECK_SHAPE_CONSISTENCY")');
  expect(tfjsProblems(dist)).toEqual([]);
});
