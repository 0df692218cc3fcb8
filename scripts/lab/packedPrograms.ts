import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findRoot } from "./root";

/** The programs: the second is what arms compute in. */
const PROGRAMS = { main: "scripts/lab/main.ts", armThread: "scripts/lab/armThread.ts" };

/** What starts them. */
export const START_FILE = "forklab.mjs";

const START = `#!/usr/bin/env node
process.env.FORKLAB_PACKED = "1";
const { main } = await import("./main.mjs");
process.exitCode = await main(process.argv.slice(2));
`;

const PACKAGE = { name: "forklab-packed", private: true, type: "module", engines: { node: ">=20.19" } };

/** Writes the programs of the lab and what starts them: enough to train in WebAssembly wherever there is Node. */
export async function writePrograms(folder: string): Promise<void> {
  // By path, because it finds the root from where it stands and must not become part of this bundle.
  const { bundle } = (await import(pathToFileURL(join(findRoot(), "scripts/bundled.mjs")).href)) as BundledModule;
  mkdirSync(folder, { recursive: true });
  await bundle(PROGRAMS, { outDir: folder, packed: true });
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(PACKAGE, null, 2)}\n`);
  writeFileSync(join(folder, START_FILE), START, { mode: 0o755 });
}

/** As the package of Dawn names its folders. */
export const thisPlatform = (): string =>
  process.platform === "darwin" ? "darwin-universal" : `${process.platform}-${process.arch}`;

/** Puts beside the programs what they train on graphics cards with. */
export function addWebGpu(folder: string, platform: string): void {
  const webgpu = join(findRoot(), "node_modules/webgpu");
  for (const part of ["package.json", "index.js", "LICENSE.md", `dist/${platform}`])
    cpSync(join(webgpu, part), join(folder, "node_modules/webgpu", part), { recursive: true });
}

/** What is used of scripts/bundled.mjs. */
interface BundledModule {
  bundle(input: { readonly [name: string]: string }, options: { outDir: string; packed: boolean }): Promise<void>;
}
