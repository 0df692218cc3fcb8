/**
 * Makes sure that the packages in package-lock.json are the ones installed, and runs `npm ci` when they are not.
 *
 * Imports nothing but Node's own modules: it is the first thing every command runs, on a fresh clone too.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const oldestNode = [20, 19];

/**
 * Installs packages if needed.
 *
 * @param {string} [folder] the folder that holds package-lock.json
 * @throws {Error} when Node is too old or `npm ci` fails
 */
export function setup(folder = root) {
  checkNode(process.versions.node);
  const reason = whyInstall(folder);
  if (!reason) return;
  console.log(`setup: ${reason}; running npm ci (once, about a minute)`);
  const { status } = runNpm(["ci", "--no-audit", "--no-fund"], folder);
  if (status !== 0) {
    throw new Error("setup: npm ci failed (see above). It needs the npm registry: check the network, then try again.");
  }
}

/**
 * Says why packages must be installed, or nothing when what is installed is what the lock file names.
 * Contents are compared, not file times: a branch switch touches files without changing a package.
 *
 * @param {string} folder
 * @returns {string | undefined}
 */
export function whyInstall(folder) {
  const wanted = packagesOf(join(folder, "package-lock.json"));
  if (!wanted) throw new Error(`setup: ${join(folder, "package-lock.json")} is missing or cannot be read`);
  const installed = packagesOf(join(folder, "node_modules", ".package-lock.json"));
  if (!installed) return "node_modules is missing";
  for (const [path, entry] of Object.entries(wanted)) {
    // An optional package may be for another platform.
    if (path === "" || entry.optional || entry.link) continue;
    if (installed[path]?.version !== entry.version) return `${path} is not the version in package-lock.json`;
  }
  return undefined;
}

/**
 * Runs npm by the copy that started this process, else by the one on the path.
 *
 * @param {string[]} args
 * @param {string} cwd
 */
function runNpm(args, cwd) {
  const cli = process.env["npm_execpath"];
  if (cli?.endsWith(".js")) return spawnSync(process.execPath, [cli, ...args], { cwd, stdio: "inherit" });
  return spawnSync("npm", args, { cwd, stdio: "inherit", shell: process.platform === "win32" });
}

/** @param {string} version */
function checkNode(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldMajor = 0, oldMinor = 0] = oldestNode;
  if (major > oldMajor || (major === oldMajor && minor >= oldMinor)) return;
  throw new Error(`setup: Node ${oldestNode.join(".")} or newer is needed, this is ${version} (https://nodejs.org)`);
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, link?: boolean }> | undefined}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setup();
