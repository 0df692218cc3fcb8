/**
 * The array script on a real SLURM: a sweep of *smoke* in three shares, one of which is cancelled in the middle and submitted again,
 * equals the same sweep run singly; no cell is missing and none counts twice. With a build in dist/, a share also runs in the browser.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./freePort.mjs";
import { cellsOf, linesOf } from "./sweepLines.mjs";
import { root, setup } from "./setup.mjs";
import { ensureSlurm, startSlurm } from "./slurm.mjs";
import { finish } from "./steps.mjs";

const SWEEP = ["smoke", "--sites", "s1b1,s2b1", "--methods", "dsn,dhm", "--seeds", "1,2,3", "--steps", "400"];
const SHARES = 3;

try {
  setup();
  try {
    ensureSlurm();
    await test();
  } catch (error) {
    if (process.env["CI"] || !String(error).includes("not found;")) throw error;
    console.log(`${error instanceof Error ? error.message : error}\nnothing was run; in CI this is a failure`);
  }
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  finish({ passed: 0, failed: 1 });
}

async function test() {
  const out = mkdtempSync(join(tmpdir(), "forklab-slurm-"));
  const cluster = await startSlurm(mkdtempSync(join(tmpdir(), "forklab-cluster-")), await freePort());
  /** @type {string[]} */
  const failures = [];
  let passed = 0;
  /** @param {string} what @param {boolean} holds */
  const check = (what, holds) => {
    console.log(`${holds ? "ok    " : "FAILED"}  ${what}`);
    if (holds) passed += 1;
    else failures.push(what);
  };
  try {
    const single = join(out, "single.jsonl");
    lab(["sweep", ...SWEEP, "--runtime", "node", "--out", single, "--quiet"]);
    const wanted = cellsOf([single]);
    check(`the sweep has cells: ${wanted.length}`, wanted.length >= 18);
    const link = JSON.parse(readFileSync(single, "utf8").split("\n")[0] ?? "{}").sweepLink;
    const results = Array.from({ length: SHARES }, (_, index) => join(out, `results-${index + 1}.jsonl`));
    /** @param {string} array @param {Record<string, string>} more @param {string[]} flags */
    const submit = (array, more, flags) => {
      const given = { SWEEP_LINK: link, SWEEP_OUT: out, SWEEP_PARTS: String(SHARES), ...more };
      const asked = spawnSync(
        "sbatch",
        [
          "--parsable",
          `--array=${array}`,
          "--gres=none",
          "--cpus-per-task=1",
          `--output=${out}/task-%a.txt`,
          ...flags,
          "scripts/lab/sweep-array.sh",
        ],
        { cwd: root, env: { ...process.env, ...cluster.env, ...given }, encoding: "utf8" },
      );
      return { id: asked.stdout.trim().split(";")[0] ?? "", status: asked.status, told: asked.stderr };
    };
    const first = submit(`1-${SHARES}`, { SWEEP_RUNTIME: "node" }, []);
    await until(() => linesOf(results[1] ?? "").length > 0);
    const killed = killTask(first.id, "2");
    await until(
      () =>
        spawnSync("squeue", ["--noheader"], {
          env: { ...process.env, ...cluster.env },
          encoding: "utf8",
        }).stdout.trim() === "",
    );
    const cut = linesOf(results[1] ?? "").length;
    check(
      `the second task's ${killed} processes were killed in the middle, after ${cut} cells`,
      killed > 0 && cut > 0 && cut < wanted.length / SHARES,
    );
    const again = submit("2", { SWEEP_RUNTIME: "node" }, ["--wait"]);
    check("it was submitted again and ended well", again.status === 0);
    const found = cellsOf(results);
    check(
      "no cell is missing and none counts twice",
      found.length === wanted.length && new Set(found.map(([cell]) => cell)).size === found.length,
    );
    check("every cell equals the one run singly, to the last digit", JSON.stringify(found) === JSON.stringify(wanted));
    if (existsSync(join(root, "dist/index.html"))) {
      const browser = submit("1", { SWEEP_OUT: join(out, "browser"), SWEEP_PARTS: "11", SWEEP_RUNTIME: "browser" }, [
        "--wait",
      ]);
      const shared = cellsOf([join(out, "browser/results-1.jsonl")]);
      check(`a share runs in the browser: ${shared.length} cells`, browser.status === 0 && shared.length > 0);
    }
  } finally {
    cluster.stop();
    rmSync(out, { recursive: true, force: true });
  }
  finish({ passed, failed: failures.length });
}

/**
 * Kills what a task runs, as a machine that dies does: nobody is told beforehand.
 *
 * @param {string} job
 * @param {string} task
 */
function killTask(job, task) {
  const own = readdirSync("/proc").filter((name) => {
    try {
      const variables = readFileSync(`/proc/${name}/environ`, "utf8").split("\0");
      return variables.includes(`SLURM_ARRAY_JOB_ID=${job}`) && variables.includes(`SLURM_ARRAY_TASK_ID=${task}`);
    } catch {
      return false;
    }
  });
  for (const id of own) process.kill(Number(id), "SIGKILL");
  return own.length;
}

/** @param {string[]} args */
function lab(args) {
  const { status, stderr } = spawnSync("node", ["scripts/lab.mjs", ...args], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`lab ${args[0] ?? ""} failed: ${stderr}`);
}

/** @param {() => boolean} holds */
async function until(holds) {
  for (let waited = 0; !holds(); waited += 1) {
    if (waited > 600) throw new Error("slurm: waited for two minutes in vain");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
