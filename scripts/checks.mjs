/** The steps that `npm test`, `npm run test:full` and `npm run verify:quick` are put together from. */
import { freePort } from "./freePort.mjs";

/** @typedef {import("./steps.mjs").Step} Step */

/** @type {Step} */
export const format = { name: "format", command: ["prettier", "--check", "--log-level", "warn", "."] };
/** @type {Step} */
export const lint = { name: "lint", command: ["eslint", "--max-warnings", "0", "."] };
/** @type {Step} */
export const types = { name: "types", command: ["tsc", "-p", "."] };
/** @type {Step} */
export const layers = { name: "layers", command: ["node", "scripts/layers.mjs"] };
/** @type {Step} */
export const dead = { name: "dead code", command: ["knip"] };
/** @type {Step} */
export const build = { name: "build", command: ["vite", "build", "--logLevel", "warn"] };
/** @type {Step} */
export const size = { name: "size", command: ["size-limit"], needs: "build" };
/** @type {Step} */
export const bundle = { name: "bundle", command: ["node", "scripts/bundle.mjs"], needs: "build" };

/**
 * A step that runs vitest projects.
 *
 * @param {string} name
 * @param {string[]} projects
 * @param {number} [minutes]
 * @param {Record<string, string>} [env] read by vitest.config.ts
 * @returns {Step}
 */
export function vitest(name, projects, minutes = 15, env = {}) {
  const chosen = projects.flatMap((project) => ["--project", project]);
  return { name, command: ["vitest", "run", ...chosen], runner: "vitest", minutes, env };
}

/**
 * A step that runs Playwright projects on the production build, on a port that is free now.
 *
 * @param {string} name
 * @param {string[]} projects
 * @param {number} [minutes]
 * @returns {Promise<Step>}
 */
export async function endToEnd(name, projects, minutes = 25) {
  const chosen = projects.flatMap((project) => ["--project", project]);
  const env = { E2E_PORT: String(await freePort()) };
  return { name, command: ["playwright", "test", ...chosen], runner: "playwright", needs: "build", env, minutes };
}
