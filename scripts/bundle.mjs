/**
 * Reads dist/ and says which scripts the page loads before anything else, and which belong to the workers.
 *
 * Run as a script it checks that TensorFlow.js is in none of the first and in one of the second.
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./setup.mjs";

/** Flag names of TensorFlow.js: string literals, so they survive minification. */
const tfjsMarkers = ["TENSORLIKE_CHECK_SHAPE_CONSISTENCY", "WEBGPU_CPU_FORWARD", "WEBGL_VERSION"];

/**
 * @typedef {object} Bundle
 * @property {string[]} first files that the page loads at once: the entry, its static imports and their styles
 * @property {string[]} worker scripts that no chunk of the page's own build accounts for
 */

/**
 * @param {string} dist a folder that `vite build` wrote
 * @returns {Bundle} paths relative to `dist`
 */
export function readBundle(dist) {
  const manifestFile = join(dist, ".vite/manifest.json");
  if (!existsSync(manifestFile)) throw new Error(`bundle: ${manifestFile} is missing; run npm run build first`);
  /** @type {Record<string, { file: string, isEntry?: boolean, imports?: string[], css?: string[] }>} */
  const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));
  /** @type {Set<string>} */
  const first = new Set();
  /** @param {string} key */
  const follow = (key) => {
    const chunk = manifest[key];
    if (!chunk || first.has(chunk.file)) return;
    first.add(chunk.file);
    for (const style of chunk.css ?? []) first.add(style);
    for (const next of chunk.imports ?? []) follow(next);
  };
  for (const [key, { isEntry }] of Object.entries(manifest)) if (isEntry) follow(key);
  const scripts = readdirSync(dist, { recursive: true, encoding: "utf8" })
    .map((name) => name.replace(/\\/g, "/"))
    .filter((name) => name.startsWith("assets/") && name.endsWith(".js"));
  // A worker's entry may itself be listed, as an asset; a chunk of the page has a name or is an entry.
  const page = new Set(Object.values(manifest).map(({ file }) => file));
  return { first: [...first], worker: scripts.filter((name) => !page.has(name)) };
}

/**
 * @param {string} dist
 * @returns {string[]} what is wrong, in words
 */
export function tfjsProblems(dist) {
  const { first, worker } = readBundle(dist);
  const marked = (/** @type {string} */ name) => {
    const text = readFileSync(join(dist, name), "utf8");
    return tfjsMarkers.some((marker) => text.includes(marker));
  };
  const problems = first.filter(marked).map((name) => `${name} is loaded first and contains TensorFlow.js`);
  // Without this the check would stay green on the day the markers change.
  if (worker.length > 0 && engineUsesTfjs() && !worker.some(marked)) {
    problems.push(`no worker script contains any of ${tfjsMarkers.join(", ")}: this check sees nothing`);
  }
  return problems;
}

/** Whether code that ships (not a test) in src/engine/ imports TensorFlow.js at run time. */
function engineUsesTfjs() {
  const engine = join(root, "src/engine");
  return readdirSync(engine, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes(".test."))
    .some((name) =>
      /^(?!import type).*(from|import\()\s*"@tensorflow\//m.test(readFileSync(join(engine, name), "utf8")),
    );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dist = join(root, "dist");
  const { first, worker } = readBundle(dist);
  const problems = tfjsProblems(dist);
  for (const problem of problems) console.error(problem);
  console.log(`bundle: ${first.length} files load first, ${worker.length} worker scripts, ${problems.length} problems`);
  if (problems.length > 0) process.exitCode = 1;
}
