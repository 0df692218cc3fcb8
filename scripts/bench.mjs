/**
 * Compares the compiled engine with what one would use instead: the same network, from the same numbers, in one browser,
 * one worker each, and in native PyTorch beside it where a Python has it (`PYTHON=…`), rounds interleaved.
 * `npm run bench -- [--full] [--rounds 3] [--only 8,32] [--with compiled,tfjs-webgl] [--json FILE]`
 * `npm run bench -- --runtime node [--counts] …`: our own engines in Node, on a graphics card too (`lab bench --help`)
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { createServer } from "vite";
import { launchOptions } from "./browser.mjs";
import { root } from "./setup.mjs";
import { openTorch } from "./benchTorch.mjs";
import { kernelsPlugin } from "./wasm.mjs";

// Without a browser the command line has a benchmark of its own, which also counts what a step asks of a card.
const at = process.argv.indexOf("--runtime");
if ((at > 0 && process.argv[at + 1] === "node") || process.argv.includes("--counts")) {
  const args = process.argv.slice(2).filter((_, index) => at < 0 || (index !== at - 2 && index !== at - 1));
  const { status } = spawnSync(process.execPath, [`${root}/scripts/lab.mjs`, "bench", ...args], { stdio: "inherit" });
  process.exit(status ?? 1);
}

/** @typedef {{ wallMs: number, cpuMs: number | null, encodeMs: number, calls: Record<string, number> }} Sample per step */

const { values: options } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "8,32" },
    with: { type: "string" },
    json: { type: "string" },
  },
});
const rounds = Number(options.rounds);
const SAME_LOSSES = 5;
const LOSS_TOLERANCE = 1e-3;
const CADENCE = 25;

const CONTENDERS = ["compiled", "wasm", "torch", "jax-webgpu", "tfjs-webgl", "tfjs-webgpu"];
const chosen = options.with?.split(",");

const server = await createServer({
  root: `${root}/bench`,
  configFile: false,
  logLevel: "error",
  plugins: [kernelsPlugin()],
  cacheDir: `${root}/node_modules/.vite-bench`,
  // No reloads: a file saved during the minutes of a run must not restart the page.
  server: { fs: { allow: [root] }, hmr: false, watch: null },
  optimizeDeps: {
    include: [
      "@jax-js/jax",
      "@tensorflow/tfjs-core",
      "@tensorflow/tfjs-core/dist/register_all_gradients",
      "@tensorflow/tfjs-backend-cpu",
      "@tensorflow/tfjs-backend-webgl",
      "@tensorflow/tfjs-backend-webgpu",
    ],
  },
  worker: { format: "es" },
});
await server.listen();
const launched = await chromium.launchServer(launchOptions({ gpu: true }));
const browser = await chromium.connect(launched.wsEndpoint());
const pid = launched.process().pid ?? 0;
/** @type {Record<string, unknown>} */
const record = { machine: `${cpus().length} × ${cpus()[0]?.model ?? "?"}`, browser: browser.version(), tables: [] };

try {
  const page = await browser.newPage();
  await page.goto(server.resolvedUrls?.local[0] ?? "");
  page.on("pageerror", (error) => console.error(error.message));
  /** @type {(name: string, request: object) => Promise<any>} */
  const askPage = (name, request) =>
    page.evaluate(
      ([to, what]) => /** @type {any} */ (globalThis).bench.ask(to, what),
      /** @type {[string, object]} */ ([name, request]),
    );
  const native = openTorch((what) => askPage("task", { do: "task", what }));
  /** @type {(name: string, request: any) => Promise<any>} */
  const ask = (name, request) => (name === "torch" ? native.ask(request) : askPage(name, request));
  /** @type {(name: string) => Promise<void>} */
  const close = async (name) =>
    name === "torch" ? native.close() : page.evaluate((to) => /** @type {any} */ (globalThis).bench.close(to), name);

  for (const rows of options.only
    .split(",")
    .map(Number)
    .filter((rows) => rows > 0)) {
    await compare(ask, close, "conv7", rows, rows <= 8 ? [...CONTENDERS, "tfjs-cpu"] : CONTENDERS);
  }
  if (chosen === undefined || chosen.includes("preset")) await preset(ask, close);
  // jax-js 0.1.25 is left out: from its second step on its losses differ from everybody else's on depthwise layers.
  if (options.full)
    await compare(ask, close, "depthwise", 8, ["compiled", "wasm", "torch", "tfjs-webgl", "tfjs-webgpu"]);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(record, null, 2)}\n`);
} finally {
  await browser.close();
  await launched.close();
  await server.close();
}

/**
 * @param {(name: string, request: object) => Promise<any>} ask
 * @param {(name: string) => Promise<void>} close
 * @param {string} chain
 * @param {number} rows
 * @param {readonly string[]} contenders
 */
async function compare(ask, close, chain, rows, contenders) {
  console.log(`\n## ${chain}, batch ${rows}\n`);
  /** @type {Map<string, { samples: Sample[], steps: number }>} */
  const entries = new Map();
  for (const contender of contenders.filter((name) => chosen?.includes(name) ?? true)) {
    try {
      await ask(contender, { do: "open", what: { contender, chain, rows } });
      // The warm-up compiles; the second step tells how many fit into a round.
      await ask(contender, { do: "round", steps: 1 });
      const { wallMs } = await ask(contender, { do: "round", steps: 1 });
      entries.set(contender, { samples: [], steps: Math.max(1, Math.min(10, Math.round(1500 / wallMs))) });
    } catch (error) {
      if (["compiled", "wasm"].includes(contender)) throw error;
      console.log(`${contender}: left out, ${String(error).split("\n")[0]}`);
      await close(contender);
    }
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const [contender, { samples, steps }] of entries) samples.push(await measure(ask, contender, steps));
  }
  const losses = await lossesOf(ask, [...entries.keys()]);
  const compiled = entries.get("compiled");
  /** @type {Record<string, import("../src/engine/benchmark/contender").Report>} */
  const reports = {};
  for (const contender of ["compiled", "wasm"].filter((name) => entries.has(name))) {
    reports[contender] = await ask(contender, { do: "report" });
  }
  const lines = [...entries].map(([contender, { samples }]) => line(contender, samples, compiled?.samples ?? samples));
  console.table(Object.fromEntries(lines.map(({ contender, ...rest }) => [contender, rest])));
  for (const [contender, report] of Object.entries(reports)) {
    printReport(contender, report, entries.get(contender)?.samples ?? []);
  }
  /** @type {object[]} */ (record["tables"]).push({ chain, rows, lines, losses, reports });
  for (const contender of entries.keys()) await close(contender);
}

/**
 * One timed round, per step.
 * @param {(name: string, request: object) => Promise<any>} ask
 * @param {string} contender
 * @param {number} steps
 * @returns {Promise<Sample>}
 */
async function measure(ask, contender, steps) {
  const before = cpuMs(pid);
  const { wallMs, encodeMs, calls, cpuMs: told } = await ask(contender, { do: "round", steps });
  const after = cpuMs(pid);
  const spent = told !== undefined ? told / steps : before === null || after === null ? null : (after - before) / steps;
  const perStep = Object.fromEntries(Object.entries(calls).map(([name, count]) => [name, count / steps]));
  return { wallMs: wallMs / steps, cpuMs: spent, encodeMs: encodeMs / steps, calls: perStep };
}

/**
 * The first losses of all contenders; a benchmark of different computations is void.
 * @param {(name: string, request: object) => Promise<any>} ask
 * @param {readonly string[]} contenders
 * @returns {Promise<{ contender: string, values: number[] }[]>}
 */
async function lossesOf(ask, contenders) {
  const all = [];
  for (const contender of contenders) {
    let values = await ask(contender, { do: "losses" });
    if (values.length < SAME_LOSSES) {
      await ask(contender, { do: "round", steps: SAME_LOSSES - values.length });
      values = await ask(contender, { do: "losses" });
    }
    all.push({ contender, values: values.slice(0, SAME_LOSSES) });
  }
  const [first] = all;
  for (const { contender, values } of all) {
    console.log(
      `${contender.padEnd(12)} losses ${values.map((/** @type {number} */ value) => value.toFixed(5)).join(" ")}`,
    );
    values.forEach((/** @type {number} */ value, /** @type {number} */ index) => {
      const want = first?.values[index];
      if (!(Math.abs(value - want) <= LOSS_TOLERANCE)) {
        throw new Error(`void: loss ${index + 1} of ${contender} is ${value}, of ${first?.contender} ${want}`);
      }
    });
  }
  return all;
}

/**
 * @param {string} contender
 * @param {Sample[]} samples
 * @param {Sample[]} ours
 */
function line(contender, samples, ours) {
  const wall = median(samples.map((sample) => sample.wallMs));
  const cpu = medianOrNull(samples.map((sample) => sample.cpuMs));
  const ownWall = median(ours.map((sample) => sample.wallMs));
  const ownCpu = medianOrNull(ours.map((sample) => sample.cpuMs));
  const { calls = {} } = samples[0] ?? {};
  const created = Object.entries(calls).filter(
    ([name]) => name.startsWith("create") && name !== "createCommandEncoder",
  );
  return {
    contender,
    "CPU ms": cpu === null ? "" : Math.round(cpu),
    "wall ms": Math.round(wall),
    "× CPU": cpu === null || ownCpu === null ? "" : Number((cpu / ownCpu).toFixed(2)),
    "× wall": Number((wall / ownWall).toFixed(2)),
    "encode ms": Number(median(samples.map((sample) => sample.encodeMs)).toFixed(2)),
    dispatches: Math.round(calls["dispatchWorkgroups"] ?? 0),
    submits: Math.round(calls["submit"] ?? 0),
    "GPU objects": Math.round(created.reduce((sum, [, count]) => sum + count, 0)),
  };
}

/**
 * @param {string} contender
 * @param {import("../src/engine/benchmark/contender").Report} report
 * @param {Sample[]} samples
 */
function printReport(contender, report, samples) {
  /** @type {Map<string, { ms: number, work: number, dispatches: number }>} */
  const families = new Map();
  for (const { family, work, ms } of report.profile) {
    const sum = families.get(family) ?? { ms: 0, work: 0, dispatches: 0 };
    families.set(family, { ms: sum.ms + ms, work: sum.work + work, dispatches: sum.dispatches + 1 });
  }
  const rows = [...families].sort(([, a], [, b]) => b.ms - a.ms).slice(0, 8);
  console.table(
    Object.fromEntries(
      rows.map(([family, { ms, work, dispatches }]) => [
        family,
        { dispatches, ms: Number(ms.toFixed(2)), "GFLOP/s": work > 0 ? Number((work / ms / 1e6).toFixed(2)) : "" },
      ]),
    ),
  );
  console.log(
    `${contender}: built in ${Math.round(report.buildMs)} ms, ${report.dispatches} calls` +
      `${report.submits === undefined ? "" : ` in ${report.submits} submit(s)`}, ${(report.deviceBytes / 2 ** 20).toFixed(1)} MiB`,
  );
  if (report.probeMs === undefined) return;
  const step = Math.min(...samples.map((sample) => sample.wallMs));
  const share = (100 * report.probeMs) / (CADENCE * step);
  console.log(
    `probe ${report.probeMs.toFixed(0)} ms, step ${step.toFixed(0)} ms: ${share.toFixed(1)} % at every ${CADENCE} steps; ` +
      `inference on one batch ${report.evaluateMs?.toFixed(0)} ms`,
  );
}

/**
 * The default experiment's arm on our engines: build time, step, probe.
 * @param {(name: string, request: object) => Promise<any>} ask
 * @param {(name: string) => Promise<void>} close
 */
async function preset(ask, close) {
  const rows = 64;
  console.log(`\n## default experiment, arm B (DHM), batch ${rows}\n`);
  /** @type {Map<string, Sample[]>} */
  const entries = new Map([
    ["preset", []],
    ["preset-wasm", []],
  ]);
  for (const contender of entries.keys()) {
    await ask(contender, { do: "open", what: { contender, chain: "conv7", rows } });
    await ask(contender, { do: "round", steps: 1 });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const [contender, samples] of entries) samples.push(await measure(ask, contender, 3));
  }
  const own = entries.get("preset") ?? [];
  const lines = [...entries].map(([contender, samples]) => line(contender, samples, own));
  console.table(Object.fromEntries(lines.map(({ contender, ...rest }) => [contender, rest])));
  for (const [contender, samples] of entries) {
    const report = await ask(contender, { do: "report" });
    printReport(contender, report, samples);
    /** @type {object[]} */ (record["tables"]).push({ chain: contender, rows, lines, report });
    await close(contender);
  }
}

/**
 * User and system time of a process and all its descendants; null where the system does not tell.
 * @param {number} ancestor
 */
function cpuMs(ancestor) {
  try {
    const processes = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          const text = readFileSync(`/proc/${name}/stat`, "utf8");
          const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
          return [{ id: Number(name), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }];
        } catch {
          return [];
        }
      });
    const family = new Set([ancestor]);
    for (let grown = -1; grown !== family.size;) {
      grown = family.size;
      for (const { id, parent } of processes) if (family.has(parent)) family.add(id);
    }
    // Linux counts in hundredths of a second.
    return 10 * processes.reduce((sum, { id, ticks }) => (family.has(id) ? sum + ticks : sum), 0);
  } catch {
    return null;
  }
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** @param {(number | null)[]} values */
function medianOrNull(values) {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : median(known);
}
