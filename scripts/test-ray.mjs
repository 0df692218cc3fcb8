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
    await checkGiven(python, out, cluster, check);
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
 * Images from files and weights to start from, which are here and reach the workers; runs on a graphics card, which the second node has.
 *
 * @param {string} python
 * @param {string} out
 * @param {Awaited<ReturnType<typeof startRay>>} cluster
 * @param {(what: string, holds: boolean) => void} check
 */
async function checkGiven(python, out, cluster, check) {
  const images = join(out, "images");
  writeImages(images);
  const data = ["--data", images];
  const run = join(out, "start");
  await lab(["train", "smoke", ...data, "--runtime", "node", "--steps", "3", "--out", run, "--quiet"]);
  await lab(["weights", run, "--to", join(out, "start.safetensors")]);
  const start = ["--start", join(out, "start.safetensors")];
  const few = ["sweep", "smoke", "--sites", "s1b1", "--methods", "dsn", "--seeds", "1", "--steps", "12", "--quiet"];
  const onRay = ["--engine-on", "ray", "--ray-address", cluster.address];
  const env = { PYTHON: python, ...cluster.env };
  const single = join(out, "given-1");
  const given = join(out, "given-2");
  const card = join(out, "given-3");
  const [, sent, drawn, none] = await Promise.all([
    lab([...few, ...data, ...start, "--runtime", "node", "--out", single]),
    lab([...few, ...data, ...start, ...onRay, "--out", given], env),
    lab([...few, ...onRay, "--gpus", ".5", "--out", card], env),
    lab([...few, "--engine-on", "ray", "--gpus", "1", "--out", join(out, "given-4")], {
      PYTHON: python,
      CUDA_VISIBLE_DEVICES: "",
    }),
  ]);
  check(
    "images and starting weights reach the workers: every cell equals the one run singly",
    sent.status === 0 &&
      cellsOf([given]).length === 2 &&
      JSON.stringify(cellsOf([given])) === JSON.stringify(cellsOf([single])) &&
      linesOf(given).every((line) => line.includes("learn.start=") && line.includes("d=files")),
  );
  const engines = linesOf(card).map((line) => JSON.parse(line).engine);
  check(
    `cells that ask for a graphics card are trained on one: ${engines.join(", ") || drawn.told}`,
    drawn.status === 0 && engines.length === 2 && engines.every((engine) => engine.startsWith("compiled, webgpu")),
  );
  const said = "no machine of the cluster has 1 of a graphics card to give";
  check(`where there is none it is said: ${none.told}`, none.status === 1 && none.told.includes(said));
  const ask = "import ray_sweep as r; print(r.what_is_missing('ray_sweep.py', '/nowhere/images'))";
  const { stdout } = spawnSync(python, ["-c", ask], { cwd: join(root, "scripts/lab"), encoding: "utf8" });
  const missing = "--data /nowhere/images: there is no such file or folder; the images must be at the same place";
  check(`a machine without the images is named: ${stdout.trim()}`, stdout.startsWith(missing));
}

/** A small set in the form of MNIST: two classes, told apart by which half is bright. @param {string} folder */
function writeImages(folder) {
  mkdirSync(folder);
  for (const [split, count] of /** @type {const} */ ([
    ["train", 32],
    ["t10k", 16],
  ])) {
    const [head, labelHead] = [Buffer.alloc(16), Buffer.alloc(8)];
    [0x803, count, 8, 8].forEach((value, index) => head.writeUInt32BE(value, 4 * index));
    [0x801, count].forEach((value, index) => labelHead.writeUInt32BE(value, 4 * index));
    const pixels = Buffer.from(
      Array.from({ length: count * 64 }, (_, at) =>
        at % 64 < 32 === (Math.floor(at / 64) % 2 === 0) ? 200 + (at % 50) : at % 50,
      ),
    );
    writeFileSync(join(folder, `${split}-images-idx3-ubyte`), Buffer.concat([head, pixels]));
    const labels = Buffer.from(Array.from({ length: count }, (_, image) => image % 2));
    writeFileSync(join(folder, `${split}-labels-idx1-ubyte`), Buffer.concat([labelHead, labels]));
  }
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
