/**
 * Runs a list of checks as separate programs, goes on after a failure, and closes with `N passed, N failed`.
 *
 * A test runner counts its tests, any other step counts as one. A runner that executed no test has failed.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./setup.mjs";

/** @typedef {{ passed: number, failed: number }} Counts */

/** How to stop each program that has not ended. @type {Set<() => void>} */
const running = new Set();

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} command a program of a package (looked up in node_modules/.bin) or `node`, then its arguments
 * @property {"vitest" | "playwright"} [runner] adds the reporter that the counts are read from
 * @property {string} [needs] name of an earlier step without which this one would test something else
 * @property {Record<string, string>} [env]
 * @property {number} [minutes] after which the step is stopped and has failed; 15 unless given
 */

/**
 * @param {readonly Step[]} steps
 * @param {{ atOnce?: number }} [options] how many run side by side (their output is then held back until they end)
 * @returns {Promise<Counts>}
 */
export async function runSteps(steps, { atOnce = 1 } = {}) {
  const scratch = mkdtempSync(join(tmpdir(), "forklab-steps-"));
  process.once("exit", () => {
    for (const stop of running) stop();
    rmSync(scratch, { recursive: true, force: true });
  });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => process.exit(130));
  /** @type {Map<string, Counts>} */
  const results = new Map();
  const waiting = [...steps];
  const worker = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      results.set(step.name, await runStep(step, results, scratch, atOnce > 1));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const total = { passed: 0, failed: 0 };
  console.log("");
  for (const [name, { passed, failed }] of results) {
    total.passed += passed;
    total.failed += failed;
    console.log(`${failed > 0 ? "FAILED" : "ok    "}  ${name}: ${passed} passed, ${failed} failed`);
  }
  return total;
}

/**
 * Prints the closing line and sets the exit status.
 *
 * @param {Counts} total
 */
export function finish({ passed, failed }) {
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  console.log(`${passed} passed, ${failed} failed`);
}

/**
 * @param {Step} step
 * @param {ReadonlyMap<string, Counts>} results
 * @param {string} scratch
 * @param {boolean} quiet
 * @returns {Promise<Counts>}
 */
async function runStep(step, results, scratch, quiet) {
  if (step.needs && results.get(step.needs)?.failed !== 0) {
    console.log(`\n==> ${step.name}: not run, because "${step.needs}" failed`);
    return { passed: 0, failed: 1 };
  }
  if (!quiet) console.log(`\n==> ${step.name}`);
  const report = join(scratch, `${step.name.replace(/\W+/g, "-")}.json`);
  const startedMs = Date.now();
  const { status, output } = await runProgram(step, report, quiet);
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  if (quiet) {
    console.log(`\n==> ${step.name}`);
    process.stdout.write(output);
  }
  const counts = countResults(step.runner, status, readReport(report));
  console.log(`==> ${step.name}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)`);
  return counts;
}

/**
 * What a step amounts to.
 *
 * @param {"vitest" | "playwright" | undefined} runner
 * @param {number} status the exit status
 * @param {any} report what the runner wrote, or nothing
 * @returns {Counts}
 */
export function countResults(runner, status, report) {
  if (!runner) return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const { passed, failed } = runner === "vitest" ? countVitest(report) : countPlaywright(report);
  // A file that could not be loaded, an error outside a test, an empty selection: red without a failed test.
  const hidden = failed === 0 && (status !== 0 || passed === 0);
  return { passed, failed: hidden ? 1 : failed };
}

/** @param {any} report */
function countVitest(report) {
  return { passed: Number(report?.numPassedTests ?? 0), failed: Number(report?.numFailedTests ?? 0) };
}

/** @param {any} report */
function countPlaywright(report) {
  const { expected = 0, unexpected = 0, flaky = 0 } = report?.stats ?? {};
  return { passed: Number(expected), failed: Number(unexpected) + Number(flaky) };
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * @param {Step} step
 * @param {string} report
 * @param {boolean} quiet
 * @returns {Promise<{ status: number, output: string }>}
 */
function runProgram(step, report, quiet) {
  const [program = "", ...args] = step.command;
  if (step.runner === "vitest") args.push("--reporter=default", "--reporter=json", `--outputFile.json=${report}`);
  const path = [join(root, "node_modules/.bin"), process.env["PATH"]].join(process.platform === "win32" ? ";" : ":");
  const windows = process.platform === "win32";
  const child = spawn(program === "node" ? process.execPath : program, args, {
    cwd: root,
    env: { ...process.env, PATH: path, PLAYWRIGHT_JSON_OUTPUT_FILE: report, ...step.env },
    stdio: ["ignore", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
    // A group of its own, so that a step that hangs can be stopped together with the browsers that it started.
    detached: !windows,
    shell: windows && program !== "node",
  });
  let output = "";
  child.stdout?.on("data", (chunk) => (output += chunk));
  child.stderr?.on("data", (chunk) => (output += chunk));
  const stop = () => {
    try {
      if (child.pid && !windows) process.kill(-child.pid, "SIGKILL");
      else child.kill("SIGKILL");
    } catch {
      // Already gone.
    }
  };
  running.add(stop);
  const minutes = step.minutes ?? 15;
  const timer = setTimeout(() => {
    console.error(`==> ${step.name}: stopped after ${minutes} minutes`);
    stop();
  }, minutes * 60_000);
  return new Promise((resolve) => {
    const done = (/** @type {number} */ status) => {
      clearTimeout(timer);
      running.delete(stop);
      resolve({ status, output });
    };
    child.once("error", (error) => {
      output += `${error.message}\n`;
      if (!quiet) console.error(error.message);
      done(1);
    });
    child.once("close", (status) => done(status ?? 1));
  });
}
