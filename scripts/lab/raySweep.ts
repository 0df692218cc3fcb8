import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import script from "./ray_sweep.py?raw";
import { isPacked } from "./packed";
import { startFiles } from "./startFile";
import { addWebGpu, START_FILE, thisPlatform, writePrograms } from "./packedPrograms";

/** Where cells are handed out. */
export interface RayChoice {
  /** Of a cluster that runs already; without one this machine alone. */
  readonly address?: string;
  /** Of a graphics card for each run; without, runs are trained on processors. */
  readonly gpus?: number;
}

/** `--engine-on` and what belongs to it. */
export const RAY_HELP = `--engine-on ray    hand runs out to the workers of a Ray cluster, each of which trains in Node, in WebAssembly; a run whose
                     worker dies is handed out again. Needs Python with Ray (pip install ray; PYTHON=/path/to/python)
  --ray-address A    of a cluster that runs already, HOST:PORT or auto; without it Ray is started here, as many runs at
                     once as there are cores
  --gpus N           with --engine-on ray: train on graphics cards, each run with N of one (1, or .25 for four to a card)`;

/**
 * `--engine-on ray` with `--ray-address` and `--gpus`.
 * @param wrong takes what is wrong with them, and with what they do not go with.
 */
export function readRay(values: ReadonlyMap<string, string>, wrong: string[]): RayChoice | undefined {
  const on = values.get("engine-on");
  const address = values.get("ray-address");
  if (on === undefined && address !== undefined) wrong.push("--ray-address needs --engine-on ray");
  const gpus = values.get("gpus");
  if (on === undefined && gpus !== undefined) wrong.push("--gpus needs --engine-on ray");
  if (on === undefined) return undefined;
  if (on !== "ray") wrong.push(`--engine-on ${on}: expected ray`);
  if (address !== undefined && address !== "auto" && !/^[^/\s]+:\d{1,5}$/.test(address))
    wrong.push(`--ray-address ${address}: expected HOST:PORT, as ray start --head tells it, or auto`);
  if ((values.get("runtime") ?? "node") !== "node") wrong.push("--engine-on ray trains with --runtime node alone");
  if (gpus !== undefined && !(/^(\d*\.)?\d{1,4}$/.test(gpus) && Number(gpus) > 0 && Number(gpus) <= 1))
    wrong.push(`--gpus ${gpus}: expected a share of a graphics card for each run, above 0 and up to 1`);
  const own = gpus === undefined ? "wasm" : "compiled";
  const engine = values.get("engine") ?? own;
  if (engine !== own && engine !== "auto")
    wrong.push(
      gpus === undefined
        ? `--engine-on ray trains in wasm alone, not with --engine ${engine}; with --gpus N it trains on graphics cards`
        : `--gpus trains with --engine compiled, not with --engine ${engine}`,
    );
  if (values.has("parallel"))
    wrong.push("--parallel is not for --engine-on ray: as many runs are trained at once as the cluster has processors");
  return { ...(address === undefined ? {} : { address }), ...(gpus === undefined ? {} : { gpus: Number(gpus) }) };
}

/** What is handed out, and where. */
export interface RaySweep extends RayChoice {
  /** Of the whole sweep. */
  readonly link: string;
  /** Ids of the cells to be run. */
  readonly cells: readonly string[];
  /** Where images from files are, on every machine. */
  readonly data?: string;
  /** Weights to start from, as `--start` takes them; their files travel with the cells. */
  readonly start?: string;
}

/** What came of it, as it comes. */
export interface RayListener {
  onReady(machines: number, processors: number): void;
  /** A line of results, as a worker wrote it. */
  onLine(cell: string, line: string): void;
  /** A cell without a result. */
  onError(cell: string, error: string): void;
}

/** What `ray_sweep.py` says; told there. */
type Answer =
  | { readonly machines: number; readonly processors: number }
  | { readonly cell: string; readonly line: string }
  | { readonly cell: string; readonly error: string }
  | { readonly fault: string };

/** Characters of what Python complains of that are kept. */
const HELD = 2000;

/**
 * Hands cells out to the workers of a Ray cluster, which train them in Node.
 * @returns what kept it from going on, in a sentence; undefined when every cell was answered for.
 */
export async function sweepOnRay(sweep: RaySweep, listener: RayListener): Promise<string | undefined> {
  const python = process.env["PYTHON"] ?? (process.platform === "win32" ? "python" : "python3");
  if (spawnSync(python, ["--version"]).status !== 0)
    return `Python does not start as ${python}; install Python with Ray (pip install ray), or set PYTHON=/path/to/python`;
  const folder = mkdtempSync(join(tmpdir(), "forklab-ray-"));
  try {
    const lab = isPacked() ? dirname(fileURLToPath(import.meta.url)) : join(folder, "lab");
    if (!isPacked()) await writePrograms(lab);
    // What the cluster's machines are, this one is: a driver's own library is for one kind.
    if (!isPacked() && sweep.gpus !== undefined) addWebGpu(lab, thisPlatform());
    const program = join(folder, "ray_sweep.py");
    writeFileSync(program, script);
    return await handOut([python, program], lab, sweep, listener);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function handOut(
  [python, program]: readonly [string, string],
  lab: string,
  sweep: RaySweep,
  listener: RayListener,
): Promise<string | undefined> {
  const { link, cells, address = null, data = null, gpus = 0, start } = sweep;
  const weights =
    start === undefined ? null : { files: startFiles(start).map((path) => resolve(path)), argument: basename(start) };
  const child = spawn(python, [program], { stdio: ["pipe", "pipe", "pipe"] });
  const open = new Set(cells);
  let fault: string | undefined;
  let told = "";
  const hear = (answer: Answer): void => {
    if ("fault" in answer) fault = answer.fault;
    else if ("machines" in answer) listener.onReady(answer.machines, answer.processors);
    // Whatever happens over there, a cell counts once.
    else if (!open.delete(answer.cell)) return;
    else if ("line" in answer) listener.onLine(answer.cell, answer.line);
    else listener.onError(answer.cell, answer.error);
  };
  child.stderr.on("data", (chunk: Buffer) => (told = `${told}${String(chunk)}`.slice(-HELD)));
  // It may have ended before it read; how it ended is told below.
  child.stdin.on("error", () => undefined);
  // Left open: its end ends everything that was started over there.
  child.stdin.write(`${JSON.stringify({ lab, start: START_FILE, link, cells, address, data, gpus, weights })}\n`);
  return new Promise((settle, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      try {
        hear(JSON.parse(line) as Answer);
      } catch (error) {
        // Such as a full disk: what is still under way would be lost as well.
        child.kill();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    child.once("error", reject);
    child.once("close", (status, signal) => {
      const last = told.trim().split("\n").at(-1) ?? "";
      if (fault !== undefined) settle(fault);
      else if (open.size === 0) settle(undefined);
      else settle(`${python} ended (${signal ?? status ?? ""}) with ${open.size} runs to do${last && `: ${last}`}`);
    });
  });
}
