/**
 * Compiles the kernels of the WebAssembly engine (src/engine/wasm/kernels, AssemblyScript) when they have changed, into
 * src/engine/wasm/kernelBytes.js, which git ignores. `node scripts/wasm.mjs` does it by hand; everything that reads sources
 * (development server, build, tests, lab, benchmark) has `kernelsPlugin` and needs no further command.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./setup.mjs";

const folder = join(root, "src/engine/wasm/kernels");
const target = join(root, "src/engine/wasm/kernelBytes.js");

/** Fixed-width SIMD and nothing that differs between processors; memory comes from outside, nothing is allocated inside. */
const options = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--importMemory", "--use", "abort="];

/** @type {Promise<void> | undefined} */
let running;

/** Compiles if needed; calls while it runs wait for it. */
export function buildKernels() {
  running ??= compileIfChanged().finally(() => (running = undefined));
  return running;
}

/**
 * The kernels are there before anything imports them, and compiled again when a source is saved.
 *
 * @returns {import("vite").Plugin}
 */
export function kernelsPlugin() {
  return {
    name: "kernels",
    buildStart: () => buildKernels(),
    async handleHotUpdate({ file }) {
      if (file.startsWith(folder)) await buildKernels();
    },
  };
}

async function compileIfChanged() {
  const wanted = `// ${stamp()}\n`;
  if (written().startsWith(wanted)) return;
  const started = Date.now();
  const bytes = await compile();
  const text = `${wanted}export const kernelBytes =\n  "${Buffer.from(bytes).toString("base64")}";\n`;
  // Whole or not at all: other programs may read it now.
  const draft = `${target}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, target);
  console.log(`kernels: compiled, ${bytes.length} bytes (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

function written() {
  try {
    return readFileSync(target, "utf8");
  } catch {
    return "";
  }
}

/** What the output depends on, in short. */
function stamp() {
  const hash = createHash("sha256").update(options.join(" "));
  hash.update(readFileSync(join(root, "node_modules/assemblyscript/package.json")));
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest("hex");
}

/** @returns {Promise<Uint8Array>} */
async function compile() {
  const { main } = await import("assemblyscript/asc");
  /** @type {Uint8Array | undefined} */
  let output;
  const { error, stderr } = await main(["index.ts", "--baseDir", folder, "--outFile", "kernels.wasm", ...options], {
    writeFile: (name, contents) => {
      if (name.endsWith(".wasm") && typeof contents !== "string") output = contents;
    },
  });
  if (error !== null || output === undefined) throw new Error(`kernels: AssemblyScript says\n${stderr.toString()}`);
  return output;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernels();
