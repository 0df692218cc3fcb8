import { cpSync, existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "./command";
import { InputError } from "./inputError";
import { parseOptions } from "./options";
import { addWebGpu, START_FILE, thisPlatform, writePrograms } from "./packedPrograms";
import { findRoot } from "./root";
import { grouped } from "./table";

const PLATFORMS: readonly string[] = ["linux-x64", "linux-arm64", "darwin-universal", "win32-x64", "win32-arm64"];

const README = `Forklab without a browser, packed by "npm run lab -- pack".

  node forklab.mjs --help
  node forklab.mjs train smoke                        # WebAssembly: the numbers of any browser, to the last bit
  node forklab.mjs train tiny --engine compiled       # on the graphics card
  node forklab.mjs bench                              # what a step costs here

It needs Node 20.19 or later and nothing that has to be installed. For a graphics card on Linux it needs the Vulkan loader
(libvulkan.so.1; Debian: libvulkan1) and the card's driver; VK_DRIVER_FILES names another one. What is in here belongs to its
authors: see LICENSE, NOTICE.txt, licenses.txt and node_modules/webgpu/LICENSE.md.
`;

/** Writes a folder that runs where there is Node and nothing else. */
export const pack: Command = {
  name: "pack",
  summary: "Writes a folder that trains on any machine with Node: no packages, no browser, no network.",
  usage: `DIR [--platform NAME]

  DIR                a new or an empty folder
  --platform NAME    of the machine where it is to run: ${PLATFORMS.join(", ")} (default: this machine's)`,
  async run(args, io) {
    const { positional, values, problems } = parseOptions(args, { platform: { takesValue: true } });
    const wrong = [...problems];
    const [target, ...more] = positional;
    const platform = values.get("platform") ?? thisPlatform();
    if (target === undefined || more.length > 0) wrong.push("one folder is expected");
    if (!PLATFORMS.includes(platform)) wrong.push(`--platform ${platform}: expected one of ${PLATFORMS.join(", ")}`);
    for (const problem of wrong) io.err(`lab pack: ${problem}`);
    if (target === undefined || wrong.length > 0) return 2;
    const root = findRoot();
    const folder = resolve(target);
    if (existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0))
      throw new InputError(`${target} is there already; a new or an empty folder is expected`);
    await writePrograms(folder);
    addWebGpu(folder, platform);
    cpSync(join(root, "LICENSE"), join(folder, "LICENSE"));
    writeFileSync(join(folder, "README.txt"), README);
    io.out(`${target}: ${grouped(bytesIn(folder) / 1e6)} MB for ${platform}; start it with: node ${START_FILE} --help`);
    return 0;
  },
};

const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, each) => sum + (each.isFile() ? each.size : 0), 0);
