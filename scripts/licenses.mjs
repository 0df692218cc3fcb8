/**
 * A vite plugin that writes `licenses.txt`: the licence of every package whose code is in the build.
 *
 * Vite's own `build.license` sees the page's graph only; the workers, which carry TensorFlow.js, are separate builds.
 * One instance collects from both: give `page` to `plugins` and `worker` to `worker.plugins`.
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./setup.mjs";

/** @returns {{ page: import("vite").Plugin, worker: import("vite").Plugin }} */
export function licensesPlugin() {
  /** @type {Set<string>} */
  const folders = new Set();
  /** @param {import("vite").Rolldown.OutputBundle} bundle */
  const collect = (bundle) => {
    for (const output of Object.values(bundle)) {
      if (output.type !== "chunk") continue;
      for (const id of output.moduleIds) {
        const folder = packageFolder(id);
        if (folder) folders.add(folder);
      }
    }
  };
  return {
    worker: { name: "collect-licenses", generateBundle: (_options, bundle) => collect(bundle) },
    page: {
      name: "write-licenses",
      apply: "build",
      generateBundle(_options, bundle) {
        collect(bundle);
        this.emitFile({ type: "asset", fileName: "licenses.txt", source: licensesText([...folders]) });
        this.emitFile({ type: "asset", fileName: "NOTICE.txt", source: readFileSync(join(root, "NOTICE"), "utf8") });
      },
    },
  };
}

/**
 * The folder of the package that a module belongs to, or nothing for a module of our own.
 *
 * @param {string} id
 */
export function packageFolder(id) {
  const path = id.replace(/^\0/, "").replace(/\\/g, "/");
  return /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

/**
 * One section a package, in order of name, with the text of its licence file.
 *
 * @param {string[]} folders
 */
export function licensesText(folders) {
  const sections = folders
    .filter((folder) => existsSync(join(folder, "package.json")))
    .map((folder) => section(folder))
    .sort();
  return `Forklab contains code of these packages.\n\n${[...new Set(sections)].join("\n")}`;
}

/** @param {string} folder */
function section(folder) {
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|notice|copying)/i.test(name));
  const texts = files.map((name) => readFileSync(join(folder, name), "utf8").trim());
  // TensorFlow.js publishes no licence file; its sources say "Google LLC" and Apache-2.0, whose text is ours too.
  if (texts.length === 0 && /Apache-2\.0/.test(about.license)) texts.push(readFileSync(join(root, "LICENSE"), "utf8"));
  const title = `${about.name} ${about.version} (${about.license ?? "no licence named"})`;
  const author = typeof about.author === "string" ? about.author : about.author?.name;
  const head = [title, ...(author ? [`Author: ${author}`] : [])].join("\n");
  return `${"-".repeat(100)}\n${head}\n\n${texts.join("\n\n")}\n`;
}
