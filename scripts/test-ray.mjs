/**
 * A sweep of *smoke* on a real Ray cluster of two workers, one of which is killed in the middle, equals the same sweep run singly; no
 * cell is missing and none counts twice. What cannot work is said in a sentence. `tune.py` of the exported sweep trains two cells.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Papa from "papaparse";
import { freePort } from "./freePort.mjs";
import { ensurePython } from "./python.mjs";
import { isRunning, startRay, until } from "./ray.mjs";
import { cellsOf, linesOf } from "./sweepLines.mjs";
import { root, setup } from "./setup.mjs";
import { finish } from "./steps.mjs";

const SWEEP = ["smoke", "--sites", "s1b1,s2b1", "--methods", "dsn,dhm", "--seeds", "1,2", "--steps", "400"];

try {
  setup();
  const python = findPython();
  if (python !== undefined) await test(python);
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  finish({ passed: 0, failed: 1 });
}

/** @returns {string | undefined} */
function findPython() {
  try {
    return ensurePython("ray");
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (process.env["CI"]) finish({ passed: 0, failed: 1 });
    else console.log("nothing was run; in CI this is a failure");
    return undefined;
  }
}

/** @param {string} python */
async function test(python) {
  const out = mkdtempSync(join(tmpdir(), "ray-"));
  const cluster = await startRay(python, join(out, "r"), await freePort());
  let passed = 0;
  let failed = 0;
  /** @param {string} what @param {boolean} holds */
  const check = (what, holds) => {
    console.log(`${holds ? "ok    " : "FAILED"}  ${what}`);
    if (holds) passed += 1;
    else failed += 1;
  };
  try {
    const single = join(out, "single.jsonl");
    await lab(["sweep", ...SWEEP, "--runtime", "node", "--out", single, "--quiet"]);
    const wanted = cellsOf([single]);
    check(`the sweep has cells: ${wanted.length}`, wanted.length === 14);
    const results = join(out, "results.jsonl");
    const onRay = ["sweep", ...SWEEP, "--engine-on", "ray", "--out", results, "--quiet"];
    const onCluster = [...onRay, "--ray-address", cluster.address];
    const whole = lab(onCluster, { PYTHON: python, ...cluster.env });
    /** @type {string | undefined} */
    let ended;
    void whole.then(({ told }) => (ended = told));
    await until("three results", () => {
      if (ended !== undefined) throw new Error(`the sweep ended at once: ${ended}`);
      return linesOf(results).length >= 3;
    });
    await until("two workers", () => cluster.workers().length === 2);
    const [victim] = cluster.workers();
    if (victim === undefined) throw new Error("no worker trains");
    process.kill(victim.worker, "SIGKILL");
    await until("the killed worker's own process", () => !isRunning(victim.node));
    const lost = !linesOf(results).some((line) => line.includes(victim.cell));
    check("both nodes trained; a worker was killed in the middle of a cell, and what it ran with it", lost);
    check("the sweep ended well", (await whole).status === 0);
    check(
      "every cell equals the one run singly, to the last digit: none is missing and none is there twice",
      JSON.stringify(cellsOf([results])) === JSON.stringify(wanted),
    );
    const lines = linesOf(results);
    writeFileSync(results, `${lines.slice(2).join("\n")}\n`);
    // Beside each other, because each waits for a cluster to start.
    const [resumed, silent, alone, without] = await Promise.all([
      lab([...onCluster, "--resume"], { PYTHON: python, ...cluster.env }),
      lab([...onRay, "--out", join(out, "1"), "--ray-address", `127.0.0.1:${await freePort()}`], { PYTHON: python }),
      lab([...onRay, "--out", join(out, "2")], { PYTHON: python, PYTHONPATH: withoutRay(out) }),
      lab([...onRay, "--out", join(out, "3")], { PYTHON: python, PATH: withoutNode(out) }),
    ]);
    const again = linesOf(results);
    check(
      "resumed, the two cells that are missing are run, the others stay as they are",
      resumed.status === 0 &&
        again.length === lines.length &&
        again.slice(0, -2).join() === lines.slice(2).join() &&
        JSON.stringify(cellsOf([results])) === JSON.stringify(wanted),
    );
    /** @param {string} what @param {{ status: number, told: string }} answer @param {string} sentence */
    const refuses = (what, { status, told }, sentence) => {
      const said = status === 1 && told.includes(sentence) && !told.includes("Traceback");
      check(`${what}: ${said ? sentence : told}`, said);
    };
    refuses("an address that nothing answers at", silent, "nothing answers at 127.0.0.1:");
    refuses("a Python without Ray", alone, "-m pip install ray");
    refuses("a machine without Node", without, "has no node");
    await checkTune(python, out, check);
    const rules = ["--line-length=120", "--select=E,F,I,B,UP", "--target-version=py310", "--no-cache"];
    const written = [join(out, "project/tune.py"), join(root, "scripts/lab/ray_sweep.py")];
    const lint = spawnSync(python, ["-m", "ruff", "check", "--quiet", ...rules, ...written], { encoding: "utf8" });
    check(`the usual linter finds nothing in what is Python here${lint.stdout}${lint.stderr}`, lint.status === 0);
  } finally {
    cluster.stop();
    rmSync(out, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
  finish({ passed, failed });
}

/**
 * Two cells of an exported sweep, trained by PyTorch under Ray Tune for a few steps. What the steps come to is compared where rounding
 * has not grown yet: the agreement over the first fifth.
 *
 * @param {string} python
 * @param {string} out
 * @param {(what: string, holds: boolean) => void} check
 */
async function checkTune(python, out, check) {
  const choice = ["smoke", "--sites", "s1b1", "--methods", "dsn,dhm", "--seeds", "3"];
  const lines = join(out, "tune.jsonl");
  await lab(["sweep", ...choice, "--runtime", "node", "--out", lines, "--quiet"]);
  const wanted = linesOf(lines)
    .map((line) => JSON.parse(line))
    .filter(({ placement }) => placement.length > 0);
  const project = join(out, "project");
  await lab(["export", wanted[0].sweepLink, "--to", project]);
  const cells = ["--cells", wanted.map(({ cell }) => cell).join()];
  /** @param {string[]} args */
  const tune = (args) => spawnSync(python, ["tune.py", ...args], { cwd: project, encoding: "utf8" });
  const done = tune([...cells, "--steps", "12"]);
  const table = existsSync(join(project, "results.csv"))
    ? readFileSync(join(project, "results.csv"), "utf8")
    : done.stderr;
  const rows = parseCsv(table);
  const near = wanted.filter(({ cell, early, method, link }) => {
    const [row, ...more] = rows.filter((each) => each["cell"] === cell);
    if (row === undefined || more.length > 0 || row["method"] !== method || row["link"] !== link) return false;
    const accuracy = Number(row["accuracy/main"] || "nothing");
    return (
      row["status"] === "done" &&
      row["steps"] === "12" &&
      accuracy >= 0 &&
      accuracy <= 1 &&
      Math.abs(Number(row["earlyAgreement"] || "nothing") - early.s1b1) < 1e-4
    );
  });
  check(
    `tune.py trains two cells, whose early agreement is the lab's${near.length === 2 ? "" : `: ${table}`}`,
    done.status === 0 && wanted.length === 2 && rows.length === 2 && near.length === 2,
  );
  const again = tune(cells);
  check("started again it trains none of them", again.status === 0 && again.stdout.startsWith("0 of 2 cells to do"));
  const silent = tune(["--address", `127.0.0.1:${await freePort()}`]);
  check(
    "it says that nothing answers",
    silent.status === 1 && silent.stderr.startsWith("nothing answers at 127.0.0.1:"),
  );
}

/** @param {string} text @returns {Record<string, string>[]} */
function parseCsv(text) {
  const { data } = Papa.parse(text.trim(), { header: true });
  return /** @type {Record<string, string>[]} */ (data);
}

/** A folder that makes Ray a module that is not there. @param {string} out */
function withoutRay(out) {
  const folder = join(out, "without-ray");
  mkdirSync(folder);
  writeFileSync(join(folder, "ray.py"), "raise ModuleNotFoundError(\"No module named 'ray'\")\n");
  return folder;
}

/** A path with what Ray itself starts, and without Node. @param {string} out */
function withoutNode(out) {
  const folder = join(out, "without-node");
  mkdirSync(folder);
  for (const name of ["bash", "sh", "env", "uname", "ps", "cat", "ls"]) {
    const { stdout } = spawnSync("which", [name], { encoding: "utf8" });
    if (stdout.trim()) symlinkSync(stdout.trim(), join(folder, name));
  }
  return folder;
}

/**
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<{ status: number, told: string }>}
 */
function lab(args, env = {}) {
  const child = spawn(process.execPath, ["scripts/lab.mjs", ...args], { cwd: root, env: { ...process.env, ...env } });
  let told = "";
  child.stderr.on("data", (chunk) => (told += String(chunk)));
  child.stdout.resume();
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status: status ?? -1, told: told.trim() }));
  });
}
