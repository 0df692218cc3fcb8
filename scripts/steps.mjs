/**
 * Runs a list of checks as separate programs, goes on after a failure, and closes with what failed and the line
 * `N passed, N failed`.
 *
 * A test runner counts its tests, any other step counts as one. A runner that executed no test has failed.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { failureLines, failuresOf } from "./failures.mjs";
import { root } from "./setup.mjs";

/** @typedef {import("./failures.mjs").Failure} Failure */
/** @typedef {{ passed: number, failed: number }} Counts */
/** @typedef {Counts & { failures: readonly Failure[] }} Outcome */

/** Characters of a step's output that are remembered for saying why it failed. */
const HELD = 20_000;

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
 * @returns {Promise<Outcome>}
 */
export async function runSteps(steps, { atOnce = 1 } = {}) {
  const scratch = mkdtempSync(join(tmpdir(), "forklab-steps-"));
  process.once("exit", () => {
    for (const stop of running) stop();
    rmSync(scratch, { recursive: true, force: true });
  });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => process.exit(130));
  /** @type {Map<string, Outcome>} */
  const results = new Map();
  const waiting = [...steps];
  const worker = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      results.set(step.name, await runStep(step, results, scratch, atOnce > 1));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  console.log("");
  for (const [name, { passed, failed }] of results) {
    console.log(`${failed > 0 ? "FAILED" : "ok    "}  ${name}: ${passed} passed, ${failed} failed`);
  }
  return sum([...results.values()]);
}

/**
 * @param {readonly Outcome[]} outcomes
 * @returns {Outcome}
 */
export function sum(outcomes) {
  return {
    passed: outcomes.reduce((total, { passed }) => total + passed, 0),
    failed: outcomes.reduce((total, { failed }) => total + failed, 0),
    failures: outcomes.flatMap(({ failures }) => failures),
  };
}

/**
 * Prints what failed and the closing line, and sets the exit status.
 *
 * @param {Counts & { failures?: readonly Failure[] }} total
 */
export function finish({ passed, failed, failures = [] }) {
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  const lines = failureLines(failures);
  if (lines.length > 0) console.log(`\n${lines.join("\n")}\n`);
  console.log(`${passed} passed, ${failed} failed`);
}

/**
 * @param {Step} step
 * @param {ReadonlyMap<string, Outcome>} results
 * @param {string} scratch
 * @param {boolean} quiet
 * @returns {Promise<Outcome>}
 */
async function runStep(step, results, scratch, quiet) {
  if (step.needs && results.get(step.needs)?.failed !== 0) {
    const why = `not run, because "${step.needs}" failed`;
    console.log(`\n==> ${step.name}: ${why}`);
    return { passed: 0, failed: 1, failures: [{ name: step.name, why: [why] }] };
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
  const told = readReport(report);
  const counts = countResults(step.runner, status, told);
  console.log(`==> ${step.name}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)`);
  const failures = counts.failed > 0 ? failuresOf(step.runner, told, output) : [];
  return {
    ...counts,
    failures: failures.map(({ name, why }) => ({ name: [step.name, name].filter(Boolean).join(": "), why })),
  };
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
  // On a terminal a program draws for itself; elsewhere its output passes through here, so that its end is known.
  const heard = quiet || !process.stdout.isTTY;
  const child = spawn(program === "node" ? process.execPath : program, args, {
    cwd: root,
    env: { ...process.env, PATH: path, PLAYWRIGHT_JSON_OUTPUT_FILE: report, ...step.env },
    stdio: ["ignore", heard ? "pipe" : "inherit", heard ? "pipe" : "inherit"],
    // A group of its own, so that a step that hangs can be stopped together with the browsers that it started.
    detached: !windows,
    shell: windows && program !== "node",
  });
  let output = "";
  /** @type {(chunk: Buffer, stream: NodeJS.WriteStream) => void} */
  const hear = (chunk, stream) => {
    output += chunk;
    if (quiet) return;
    stream.write(chunk);
    output = output.slice(-HELD);
  };
  child.stdout?.on("data", (chunk) => hear(chunk, process.stdout));
  child.stderr?.on("data", (chunk) => hear(chunk, process.stderr));
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
    const why = `stopped after ${minutes} minutes`;
    output += `\n${why}\n`;
    console.error(`==> ${step.name}: ${why}`);
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
    // What it left behind may hold its output open.
    child.once("exit", (status) => {
      setTimeout(() => {
        if (!running.has(stop)) return;
        stop();
        done(status ?? 1);
      }, 10_000).unref();
    });
  });
}
