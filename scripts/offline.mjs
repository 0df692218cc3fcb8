/**
 * Two vite plugins for the page as a host serves it.
 *
 * `offlinePlugin` builds the service worker (src/client/offline.sw.ts) after the page, with the list of the files that it keeps.
 * `policyPlugin` writes the page's content security policy into its head, with the hashes of what stands in the page itself.
 */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { builtAlone } from "./builtAlone.mjs";

/** Named by their content, so that a copy is never old. */
const hashed = /^assets\/.*-[\w-]{8}\.\w+$/u;
/** Nobody's page needs them. */
const left = /^(\.vite\/|sw\.js$|embed\.js$|licenses\.txt$|card\.png$)/u;

/**
 * @param {string} dist a folder that `vite build` wrote
 * @returns {{ url: string, revision: string | null }[]} what the service worker keeps
 */
export function builtFiles(dist) {
  return readdirSync(dist, { recursive: true, encoding: "utf8" })
    .map((name) => name.replace(/\\/gu, "/"))
    .filter((name) => !left.test(name) && statSync(join(dist, name)).isFile())
    .sort()
    .map((url) => ({
      url,
      revision: hashed.test(url)
        ? null
        : createHash("sha256")
            .update(readFileSync(join(dist, url)))
            .digest("hex")
            .slice(0, 16),
    }));
}

/** Stands for the list until every file is there. */
const LIST = "self.__builtFiles";

/**
 * @param {() => import("vite").Plugin[]} plugins of the service worker's own build
 * @returns {import("vite").Plugin}
 */
export function offlinePlugin(plugins) {
  let dist = "";
  let code = "";
  return {
    name: "offline",
    apply: "build",
    configResolved(config) {
      dist = resolve(config.root, config.build.outDir);
    },
    async buildStart() {
      code = await builtAlone("src/client/offline.sw.ts", "iife", {
        plugins: plugins(),
        // Workbox tells its steps in the console unless it is told that this is production.
        define: { BUILT_FILES: LIST, "process.env.NODE_ENV": '"production"' },
      });
      if (!code.includes(LIST)) throw new Error("offline: the service worker has no list of files");
    },
    closeBundle() {
      writeFileSync(join(dist, "sw.js"), code.replace(LIST, JSON.stringify(builtFiles(dist))));
    },
  };
}

/** @type {(text: string) => string} */
const hashOf = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
/** @type {(html: string, tag: string) => string[]} */
const inline = (html, tag) =>
  [...html.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, "gu"))].map(([, text = ""]) => hashOf(text));

/**
 * The page's policy: its own files, code that WebAssembly compiles, and nothing else. Pictures are drawn into blobs and data.
 *
 * @param {string} html the page as it will be served
 */
export function policyOf(html) {
  return [
    "default-src 'self'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...inline(html, "script")].join(" "),
    // In a sandbox without an origin a worker starts from a line in a blob; src/tasks/ownWorker.ts.
    "worker-src 'self' blob:",
    ["style-src 'self'", ...inline(html, "style")].join(" "),
    // Pictures that are saved carry their looks in attributes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** Programs made of text: `eval` by any way of naming it, and the constructor of functions. */
const evaluates = /(?<![-\w])eval\b(?!:)|\bnew Function\(/u;

/** @returns {import("vite").Plugin} */
export function policyPlugin() {
  return {
    name: "policy",
    apply: "build",
    // Whether the language has generators is found out by evaluating one, which the policy forbids. It has them.
    transform: {
      filter: { id: /@stdlib\/assert-has-generator-support\/lib\/index\.js$/u },
      handler: () => "module.exports = () => true;",
    },
    generateBundle(_, bundle) {
      for (const [name, part] of Object.entries(bundle)) {
        if (part.type === "chunk" && evaluates.test(part.code))
          this.error(`${name} evaluates text as a program, which the page's policy forbids`);
      }
    },
    transformIndexHtml: {
      order: "post",
      handler: (html) => ({
        html,
        tags: [
          {
            tag: "meta",
            attrs: { "http-equiv": "Content-Security-Policy", content: policyOf(html) },
            injectTo: "head-prepend",
          },
        ],
      }),
    },
  };
}
