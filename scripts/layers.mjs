/**
 * Checks the import rules of .dependency-cruiser.cjs, and that the check itself looked at something.
 *
 * dependency-cruiser reports success when it understood no file at all (an unknown TypeScript version is enough), so a
 * count of modules and one of imports are part of the result.
 */
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./setup.mjs";

const config = createRequire(import.meta.url)("../.dependency-cruiser.cjs");

/**
 * @param {string} folder a folder that holds `src/`
 * @returns {Promise<{ modules: number, imports: number, problems: string[] }>}
 */
export async function checkLayers(folder) {
  const [{ cruise }, { default: extractTsConfig }] = await Promise.all([
    import("dependency-cruiser"),
    import("dependency-cruiser/config-utl/extract-ts-config"),
  ]);
  const { tsConfig, ...options } = config.options;
  const { output } = await cruise(
    ["src"],
    { ...options, baseDir: folder, validate: true, ruleSet: { forbidden: config.forbidden } },
    undefined,
    { tsConfig: extractTsConfig(join(root, tsConfig.fileName)) },
  );
  if (typeof output === "string") throw new Error("layers: dependency-cruiser answered with text");
  const own = output.modules.filter(({ source }) => source.startsWith("src/"));
  const broken = output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
  return {
    modules: own.length,
    imports: own.reduce((sum, { dependencies }) => sum + dependencies.length, 0),
    problems: [...broken, ...unknownFolders(folder)],
  };
}

/**
 * A folder that no rule mentions would be free to import anything.
 *
 * @param {string} folder
 */
function unknownFolders(folder) {
  return [...unknownIn(folder, "src", config.layers), ...unknownIn(folder, "src/ui", [...config.uiRooms, "testing"])];
}

/**
 * @param {string} folder
 * @param {string} path
 * @param {readonly string[]} known
 */
function unknownIn(folder, path, known) {
  if (!existsSync(join(folder, path))) return [];
  return readdirSync(join(folder, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !known.includes(entry.name))
    .map(({ name }) => `unknown-folder: ${path}/${name} is not in .dependency-cruiser.cjs`);
}

/** @param {string} folder */
function countSources(folder) {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name)).length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { modules, imports, problems } = await checkLayers(root);
  const sources = countSources(join(root, "src"));
  if (modules < sources || imports === 0) {
    problems.push(`guard: ${modules} modules and ${imports} imports seen, src/ holds ${sources} files`);
  }
  for (const problem of problems) console.error(problem);
  const rooms = config.layers.length + config.uiRooms.length;
  console.log(
    `layers: ${rooms} rooms (${config.uiRooms.length} of them in ui/), ${modules} modules, ${imports} imports, ${problems.length} problems`,
  );
  if (problems.length > 0) process.exitCode = 1;
}
