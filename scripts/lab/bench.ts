import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { median } from "d3-array";
import { countCalls } from "../../bench/calls";
import type { Contender, Report } from "../../src/engine/benchmark/contender";
import { openCompiled } from "../../bench/contenders/compiled";
import { openCompiled as openCompiledEngine } from "../../src/engine/compiled/openCompiled";
import type { Engine } from "../../src/engine/engine";
import { openWasm as openWasmEngine } from "../../src/engine/wasm/openWasm";
import { ARM_WAYS, openArms } from "../../bench/contenders/arms";
import { openWasm } from "../../bench/contenders/wasm";
import { countKernels } from "../../bench/countKernels";
import { CHAINS } from "../../src/engine/benchmark/network";
import { papersTask } from "../../src/engine/benchmark/papersTask";
import { presetTask } from "../../src/engine/benchmark/presetTask";
import { taskOf, type Task } from "../../src/engine/benchmark/task";
import { timedRound } from "../../bench/timedRound";
import { EngineDevice, type AdapterFacts } from "../../src/engine/device";
import type { ExecutorPlan } from "../../src/engine/executor";
import { builtNetworks } from "../../src/experiment/expansion";
import { smallData } from "../../src/experiment/presets";
import { executorPlanOf } from "../../src/training/executorPlan";
import { timeRules } from "./benchRules";
import type { Command, Io } from "./command";
import { parseOptions } from "./options";
import { textTable } from "./table";

/*
 * What a training step costs on this machine, without a browser: the compiled engine on the graphics card and the engine in
 * WebAssembly on one thread, rounds interleaved, medians. Both start from the same numbers; where their losses part, the
 * comparison is void.
 */

const TASKS: { readonly [name: string]: () => Task } = {
  "conv7/8": () => taskOf(chain("conv7"), 8),
  "conv7/32": () => taskOf(chain("conv7"), 32),
  "depthwise/8": () => taskOf(chain("depthwise"), 8),
  "default/64": () => presetTask(64),
  "resnet-20/128": () => papersTask("resnet-20", 128),
  "wrn-16-4/128": () => papersTask("wrn-16-4", 128),
};
/** Timed unless others are asked for; the networks of the papers take minutes on a processor. */
const QUICK = ["conv7/8", "conv7/32", "depthwise/8", "default/64"];
/** Arms that take their steps together, where cards are concerned. */
const ARMS: { readonly [name: string]: () => readonly ExecutorPlan[] } = {
  "both-arms/64": () =>
    builtNetworks(smallData).map((arm) => executorPlanOf(smallData, arm, { views: 1, frozen: undefined })),
};
const COUNTED = ["both-arms/64", "default/64", "resnet-20/128", "wrn-16-4/128"];

/** A round takes about so long. */
const ROUND_MS = 1500;
const SAME_LOSSES = 5;
const LOSS_TOLERANCE = 1e-3;

const OPTIONS = {
  only: { takesValue: true },
  engine: { takesValue: true },
  rounds: { takesValue: true },
  kernels: { takesValue: true },
  peak: { takesValue: true },
  counts: { takesValue: false },
  rules: { takesValue: false },
  json: { takesValue: true },
};

export const bench: Command = {
  name: "bench",
  summary: "Times a training step on this machine, without a browser: graphics card and WebAssembly, interleaved.",
  usage: `[--only LIST] [--engine NAME] [--kernels LIST] [--rounds N] [--peak TFLOPS] [--counts] [--rules] [--json FILE]

  --only LIST        networks with their batch, by commas: ${Object.keys(TASKS).join(", ")},
                     and the default experiment's arms, by themselves and together: ${Object.keys(ARMS).join(", ")}
                     (default: ${QUICK.join(", ")})
  --engine NAME      compiled or wasm alone (default: both; without a graphics card wasm)
  --kernels LIST     cards, software or both by a comma: which of the compiled engine's kernels, on whatever there is
                     (default: what the adapter is); both are timed against each other, rounds interleaved
  --rounds N         timed rounds of each (default 5)
  --peak TFLOPS      what the card can do in single precision, to print the share of it that was reached
  --counts           what a step asks of a card, by kernel family, without timing anything
  --rules            what weighing the losses costs, rule by rule, on one engine: wasm unless --engine says compiled
  --json FILE        every figure, for other programs`,
  async run(args, io) {
    const { positional, values, problems } = parseOptions(args, OPTIONS);
    const wrong = [...problems, ...positional.map((each) => `${each} is no option`)];
    const counts = values.has("counts");
    const names = values.get("only")?.split(",") ?? (counts ? COUNTED : QUICK);
    for (const name of names.filter((each) => !Object.hasOwn({ ...TASKS, ...ARMS }, each)))
      wrong.push(`--only ${name}: expected some of ${[...Object.keys(TASKS), ...Object.keys(ARMS)].join(", ")}`);
    const engine = values.get("engine");
    if (engine !== undefined && engine !== "compiled" && engine !== "wasm")
      wrong.push(`--engine ${engine}: expected compiled or wasm`);
    const kernels = values.get("kernels")?.split(",") ?? [];
    for (const name of kernels.filter((each) => !Object.hasOwn(KERNELS, each)))
      wrong.push(`--kernels ${name}: expected cards or software`);
    const rounds = Number(values.get("rounds") ?? 5);
    if (!(Number.isInteger(rounds) && rounds > 0)) wrong.push("--rounds: expected a whole number from 1");
    const peak = values.has("peak") ? Number(values.get("peak")) : undefined;
    if (peak !== undefined && !(peak > 0)) wrong.push("--peak: expected a number of TFLOP/s above 0");
    const rules = values.has("rules");
    if (rules && (counts || values.has("only") || values.has("kernels") || peak !== undefined))
      wrong.push("--rules goes with --engine, --rounds and --json alone");
    for (const problem of wrong) io.err(`lab bench: ${problem}`);
    if (wrong.length > 0) return 2;
    const figures = rules
      ? await printRules(engine === "compiled" ? "compiled" : "wasm", rounds, io)
      : counts
        ? names.map((name) => printCounts(name, io))
        : await timeAll(names, { engine, kernels, rounds, peak }, io);
    if (figures === undefined) return 1;
    const file = values.get("json");
    if (file !== undefined) writeFileSync(file, `${JSON.stringify({ machine: machine(), figures }, null, 2)}\n`);
    return 0;
  },
};

function chain(name: string): NonNullable<(typeof CHAINS)[string]> {
  const found = CHAINS[name];
  if (found === undefined) throw new Error(`no network ${name}`);
  return found;
}

const taskNamed = (name: string): Task => {
  const make = TASKS[name];
  if (make === undefined) throw new Error(`no network ${name}`);
  return make();
};

const machine = (): string => `${cpus().length} × ${cpus()[0]?.model ?? "?"}, Node ${process.versions.node}`;

/** Kinds of kernels by their names for people. */
const KERNELS: { readonly [name: string]: AdapterFacts["kind"] } = { cards: "gpu", software: "software" };

interface Timing {
  readonly engine: string | undefined;
  /** Whose kernels; empty for those of the adapter. */
  readonly kernels: readonly string[];
  readonly rounds: number;
  /** TFLOP/s. */
  readonly peak: number | undefined;
}

async function timeAll(names: readonly string[], timing: Timing, io: Io): Promise<readonly unknown[] | undefined> {
  io.out(machine());
  let device: EngineDevice | undefined;
  if (timing.engine !== "wasm") {
    try {
      device = await (await import("./nodeGpu")).openNodeDevice();
      io.out(`graphics: ${device.adapter.name}${device.adapter.kind === "software" ? ", in software" : ""}`);
      countCalls();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      io.err(`lab bench: ${why}`);
      if (timing.engine === "compiled") return undefined;
    }
  }
  const all: unknown[] = [];
  try {
    for (const name of names) all.push(await timeOne(name, timing, device, io));
  } finally {
    device?.dispose();
  }
  return all;
}

async function timeOne(
  name: string,
  { engine, kernels, rounds, peak }: Timing,
  device: EngineDevice | undefined,
  io: Io,
): Promise<unknown> {
  const contenders = new Map<string, { readonly contender: Contender; steps: number; readonly ms: number[] }>();
  const enter = (who: string, contender: Contender): void => void contenders.set(who, { contender, steps: 1, ms: [] });
  const arms = ARMS[name]?.();
  const devices = device === undefined ? [] : devicesOf(device, kernels);
  for (const [label, as] of devices) {
    if (arms === undefined) enter(label, await openCompiled(taskNamed(name), as));
    else for (const way of ARM_WAYS) enter(`${label}, ${way}`, await openArms(arms, presetTask(64).batch, as, way));
  }
  if (arms === undefined && engine !== "compiled") enter("wasm", await openWasm(taskNamed(name)));
  for (const entry of contenders.values()) {
    // The first one compiles; the second one tells how many fit into a round.
    await timedRound(entry.contender, 1);
    const { wallMs } = await timedRound(entry.contender, 1);
    entry.steps = Math.max(1, Math.min(200, Math.round(ROUND_MS / wallMs)));
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const { contender, steps, ms } of contenders.values())
      ms.push((await timedRound(contender, steps)).wallMs / steps);
  }
  io.out(`\n${name}`);
  const rows: string[][] = [];
  const figures: unknown[] = [];
  let first: readonly number[] | undefined;
  for (const [who, { contender, ms }] of contenders) {
    while ((await contender.losses()).length < SAME_LOSSES) await timedRound(contender, 1);
    const losses = (await contender.losses()).slice(0, SAME_LOSSES);
    first ??= losses;
    const apart = losses.findIndex((loss, step) => !(Math.abs(loss - (first?.[step] ?? loss)) <= LOSS_TOLERANCE));
    if (apart >= 0)
      throw new Error(`void: loss ${apart + 1} of ${who} is ${losses[apart]}, of the first engine ${first[apart]}`);
    const report = await reportOf(contender);
    const work = report?.profile.reduce((sum, each) => sum + each.work, 0) ?? 0;
    const step = median(ms) ?? Number.NaN;
    const rate = work / step / 1e6;
    rows.push([
      who,
      step.toFixed(2),
      rate.toFixed(1),
      peak === undefined || who === "wasm" ? "" : `${((100 * rate) / (1000 * peak)).toFixed(1)} %`,
      String(report?.dispatches ?? ""),
      report?.probeMs?.toFixed(1) ?? "",
      report?.evaluateMs?.toFixed(1) ?? "",
    ]);
    figures.push({ network: name, engine: who, stepMs: step, rounds: ms, gflops: rate, losses, report });
  }
  const head = ["engine", "ms per step", "GFLOP/s", "of peak", "dispatches", "probe ms", "inference ms"];
  for (const line of textTable(head, rows)) io.out(line);
  return figures;
}

/** The device as each kind of kernels sees it, by names for people. */
function devicesOf(device: EngineDevice, kernels: readonly string[]): readonly (readonly [string, EngineDevice])[] {
  if (kernels.length === 0) return [["compiled", device]];
  return kernels.map((name) => {
    const kind = KERNELS[name] ?? device.adapter.kind;
    return [`compiled, ${name}`, new EngineDevice(device.gpu, { ...device.adapter, kind })];
  });
}

/** Where a device has no timestamps there is no profile. */
async function reportOf(contender: Contender): Promise<Report | undefined> {
  try {
    return await contender.report?.();
  } catch {
    return undefined;
  }
}

/** @returns undefined where the engine does not open, which is told. */
async function printRules(name: "compiled" | "wasm", rounds: number, io: Io): Promise<readonly unknown[] | undefined> {
  const now = (): number => performance.now();
  let engine: Engine;
  try {
    engine =
      name === "wasm"
        ? await openWasmEngine(undefined, null)
        : openCompiledEngine(await (await import("./nodeGpu")).openNodeDevice(), undefined, now);
  } catch (error) {
    io.err(`lab bench: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
  try {
    const ms = await timeRules(engine, rounds, now);
    const sum = ms.get("sum") ?? Number.NaN;
    const rows = [...ms].map(([rule, step]) => [rule, step.toFixed(1), (step / sum).toFixed(2)]);
    io.out(`${machine()}\n${engine.record.adapter || name}`);
    for (const line of textTable(["losses weighed by", "ms a step", "of the sum's"], rows)) io.out(line);
    return [...ms].map(([rule, stepMs]) => ({ rule, stepMs }));
  } finally {
    engine.dispose();
  }
}

function printCounts(name: string, io: Io): unknown {
  const kinds = (["gpu", "software"] as const).map((kind) => {
    const plans = ARMS[name]?.() ?? [taskNamed(name).plan];
    const counts = countKernels(plans, kind);
    const whose = plans.length === 1 ? "one arm" : `${plans.length} arms${kind === "gpu" ? " together" : ""}`;
    const dispatches = counts.reduce((sum, each) => sum + each.dispatches, 0);
    io.out(
      `\n${name}, kernels for ${kind === "gpu" ? "cards" : "software"}: ${dispatches} dispatches a step of ${whose}`,
    );
    const rows = counts.map((each) => [
      each.family,
      String(each.dispatches),
      each.workgroups.toLocaleString("en-US"),
      String(each.perWorkgroup),
      each.fewestInvocations.toLocaleString("en-US"),
      each.mostInvocations.toLocaleString("en-US"),
      (each.bytes / 1e6).toFixed(2),
      (each.work / 1e6).toFixed(1),
      (each.work / each.bytes).toFixed(1),
    ]);
    const head = ["family", "dispatches", "workgroups", "each of", "fewest", "most", "MB", "MFLOP", "FLOP a byte"];
    for (const line of textTable(head, rows)) io.out(line);
    return { kind, counts };
  });
  return { network: name, kinds };
}
