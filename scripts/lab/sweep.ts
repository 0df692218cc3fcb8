import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { TrainEvent } from "../../src/protocol/event";
import { cellResult, mainAccuracy, type CellResult } from "../../src/sweep/cellResult";
import { cellsOfPart, expandSweep, sweepIssues, type SweepCell } from "../../src/sweep/expandSweep";
import { jobLines } from "../../src/sweep/jobLines";
import { mergeResults, resultOf } from "../../src/sweep/mergeResults";
import { resultWriter } from "../../src/sweep/resultLines";
import { readResults } from "../../src/sweep/readResults";
import type { Sweep } from "../../src/sweep/sweep";
import { startKeysOf } from "../../src/sweep/sweepStarts";
import { encodeSweep, sweepId } from "../../src/sweep/sweepLink";
import { textOf } from "../../src/ui/words/errorWords";
import { whatText } from "../../src/ui/words/issueWords";
import { plural } from "../../src/ui/words/plural";
import { resultsText } from "../../src/ui/words/sweepFaultWords";
import type { Command, Io } from "./command";
import { EXPERIMENT_HELP } from "./experimentArgument";
import { ENGINE_HELP } from "./engineOption";
import type { Headless, HeadlessMessage } from "./headless";
import { DATA_HELP, withImages } from "./imagesArgument";
import { labErrorText, noStartText } from "./labErrorText";
import { parseOptions } from "./options";
import { RAY_HELP, readRay, sweepOnRay, type RayChoice } from "./raySweep";
import { cores, openRuntime, readRuntime, RUNTIME_HELP, type GivenImages, type Runtime } from "./runtime";
import { withSweepStart } from "./startFile";
import { withWeights, type StoredTeacher } from "./teachers";
import { readSweep, SWEEP_OPTIONS } from "./sweepArgument";
import { sweepReport } from "./sweepReport";
import { build } from "./train";

const OPTIONS = {
  ...SWEEP_OPTIONS,
  cells: { takesValue: true },
  "engine-on": { takesValue: true },
  "ray-address": { takesValue: true },
  gpus: { takesValue: true },
  out: { takesValue: true },
  jobs: { takesValue: true },
  engine: { takesValue: true },
  runtime: { takesValue: true },
  data: { takesValue: true },
  start: { takesValue: true },
  parallel: { takesValue: true },
  resume: { takesValue: false },
  quiet: { takesValue: false },
  "no-build": { takesValue: false },
};

interface SweepPlan {
  readonly sweep: Sweep;
  readonly runtime: Runtime;
  /** Runs at once. */
  readonly parallel: number;
  /** Ids of cells; absent: all of the part. */
  readonly only?: readonly string[];
  /** Whose workers train the cells; absent: this machine. */
  readonly ray?: RayChoice;
  readonly out?: string;
  readonly jobs?: string;
  /** Where images are, and once they were read, the images. */
  readonly data?: string;
  readonly images?: GivenImages;
  /** Where the weights to start from are, and once they were read, the weights. */
  readonly start?: string;
  readonly weights?: readonly StoredTeacher[];
  readonly resume: boolean;
  readonly quiet: boolean;
}

/** Trains every placement of branches: in a browser one run after the other, without one several at once. */
export const sweep: Command = {
  name: "sweep",
  summary: "Trains every placement of branches under several methods and seeds; one line of results per run.",
  usage: `<link or preset> --sites s1b1,s2b1 --methods dsn,dhm --seeds 1,2,3 [options]

  ${EXPERIMENT_HELP}
                     A link that is a sweep brings all of the following along.
  --sites LIST       candidate sites; every subset of them is a placement, the empty one included
  --methods LIST     methods; one that the experiment has keeps its settings and branch design there
  --designs LIST     branch designs, each tried with every method (gap, light, …)
  --weights LIST     weights of the forks' own losses, each tried with every method
  --vary NAME=LIST   one setting more, such as backbone.width=8,16 or method.alpha=.5,1
  --seeds LIST       every cell is trained once with each
  --steps N          budget of every run; the learning-rate schedule is laid over it
  --part 2-4         only the second of four shares, for several machines
  --cells LIST       only these runs, by their ids (--jobs writes them)
  --out FILE         append one JSON line per finished run to FILE
  --resume           with --out: skip what FILE has already
  --jobs FILE        write one line per run to FILE, for a scheduler, and train nothing
  ${ENGINE_HELP}
  ${RUNTIME_HELP}
  ${DATA_HELP}
  --start FILE       weights that every run starts from instead of drawn ones: FILE.safetensors in PyTorch's names, of which the
                     trunk and main's head are taken, or a run without branches. A link that names weights (learn.start) needs
                     the file that they are in
  --parallel N       with --runtime node: train N runs at once (default: as many as there are cores, on a card one); results
                     are appended in the order in which runs end
  ${RAY_HELP}
  --quiet            no progress on the error output
  --no-build         use the build in dist/ as it is

  docs/SWEEPS.md explains results, parts and job arrays. The exit status is 0 when every run ended (diverged ones
  included), 1 when one failed, 2 for wrong arguments.`,
  async run(args, io) {
    const given = readPlan(args, io);
    if (given === undefined) return 2;
    if (given.runtime.kind === "browser" && given.jobs === undefined && !args.includes("--no-build") && !build(io))
      return 1;
    const pictured = given.data === undefined ? given : await onImages(given, given.data, io);
    const plan = pictured.start === undefined ? pictured : await started(pictured, pictured.start);
    const [missing] = plan.weights === undefined && plan.jobs === undefined ? startKeysOf(plan.sweep) : [];
    if (missing !== undefined) {
      io.err(`lab sweep: ${noStartText("this sweep starts", missing)}`);
      return 2;
    }
    const all = expandSweep(plan.sweep);
    const known = new Set(all.map(({ id }) => id));
    const odd = plan.only?.find((id) => !known.has(id));
    if (odd !== undefined) {
      io.err(`lab sweep: --cells ${odd}: this sweep has no such run; --jobs FILE writes the ids of those that it has`);
      return 2;
    }
    const cells = cellsOfPart(all, plan.sweep.part).filter(({ id }) => plan.only?.includes(id) ?? true);
    if (plan.jobs !== undefined) {
      writeFileSync(plan.jobs, jobLines(cells, plan.sweep).join(""));
      io.err(`lab sweep: ${cells.length} jobs in ${plan.jobs}`);
      return 0;
    }
    const earlier = readEarlier(plan, all, io);
    if (earlier === undefined) return 2;
    const results = await runCells(plan, cells, earlier, io);
    const merged = mergeResults(new Map(), results);
    if (results.length > 0) for (const line of sweepReport(plan.sweep, merged)) io.out(line);
    return cells.some(({ id }) => (resultOf(merged, id)?.status ?? "failed") === "failed") ? 1 : 0;
  },
};

function readPlan(args: readonly string[], io: Io): SweepPlan | undefined {
  const { positional, values, problems } = parseOptions(args, OPTIONS);
  const wrong = [...problems];
  if (positional.length > 1) wrong.push(`one experiment is expected, got ${positional.length}`);
  const ray = readRay(values, wrong);
  const runtime = readRuntime(ray === undefined ? values : onWorkers(values, ray), wrong);
  const parallel = values.get("parallel");
  if (parallel !== undefined && !/^[1-9]\d{0,3}$/.test(parallel))
    wrong.push(`--parallel ${parallel}: expected a whole number above 0, of runs to train at once`);
  if (parallel !== undefined && runtime?.kind === "browser")
    wrong.push("--parallel needs --runtime node: a browser trains one run after the other");
  const out = values.get("out");
  const jobs = values.get("jobs");
  const data = values.get("data");
  const start = values.get("start");
  const only = values
    .get("cells")
    ?.split(",")
    .flatMap((id) => id.trim() || []);
  if (values.has("resume") && out === undefined) wrong.push("--resume needs --out, where the results so far stand");
  for (const problem of wrong) io.err(`lab sweep: ${problem}`);
  if (wrong.length > 0 || runtime === undefined) return undefined;
  const read = readSweep(positional[0], values, io);
  if (read === undefined) return undefined;
  const blocking = sweepIssues(read);
  for (const { path, what } of blocking) io.err(`lab sweep: ${path}: ${whatText(what)}`);
  if (blocking.length > 0) return undefined;
  return {
    sweep: read,
    runtime,
    // A graphics card is one, however many cores there are beside it.
    parallel:
      runtime.engine === "wasm" && runtime.kind === "node" ? Number(parallel ?? cores()) : Number(parallel ?? 1),
    ...(only === undefined ? {} : { only }),
    ...(ray === undefined ? {} : { ray }),
    ...(out === undefined ? {} : { out }),
    ...(jobs === undefined ? {} : { jobs }),
    ...(data === undefined ? {} : { data }),
    ...(start === undefined ? {} : { start }),
    resume: values.has("resume"),
    quiet: values.has("quiet"),
  };
}

/** The workers' runtime: without a browser, and on their graphics cards where a share of one is asked for. */
const onWorkers = (values: ReadonlyMap<string, string>, { gpus }: RayChoice): ReadonlyMap<string, string> =>
  new Map([["runtime", "node"], ...values, ...(gpus === undefined ? [] : [["engine", "compiled"] as const])]);

/** The same sweep on images from files. */
async function onImages(plan: SweepPlan, path: string, io: Io): Promise<SweepPlan> {
  const { experiment, images } = await withImages(plan.sweep.base, path, plan.runtime.kind, io);
  return { ...plan, sweep: { ...plan.sweep, base: experiment }, images };
}

/** The same sweep from weights that are given. */
async function started(plan: SweepPlan, path: string): Promise<SweepPlan> {
  return { ...plan, ...(await withSweepStart(plan.sweep, path)) };
}

/** @returns undefined when the file belongs to something else, which has been told. */
function readEarlier({ sweep: whole, out, resume }: SweepPlan, cells: readonly SweepCell[], io: Io) {
  if (out === undefined || !existsSync(out)) return [];
  const text = readFileSync(out, "utf8");
  const { results, refused } = readResults(text, sweepId(whole), cells);
  for (const refusal of refused) io.err(`lab sweep: ${out}: ${resultsText(refusal)}`);
  if (text.trim() === "") return [];
  if (refused.some((refusal) => refusal.code === "lines" && refusal.why.code === "otherSweep")) {
    io.err(`lab sweep: ${out} holds another sweep; give another file`);
    return undefined;
  }
  if (!resume) {
    io.err(`lab sweep: ${out} has results already; go on with --resume or give another file`);
    return undefined;
  }
  // A line cut short by a crash must not run into the next one.
  if (!text.endsWith("\n")) appendFileSync(out, "\n");
  return results;
}

async function runCells(plan: SweepPlan, cells: readonly SweepCell[], earlier: readonly CellResult[], io: Io) {
  const results = [...earlier];
  const known = mergeResults(new Map(), earlier);
  const open = cells.filter(({ id }) => (resultOf(known, id)?.status ?? "failed") === "failed");
  const id = sweepId(plan.sweep);
  if (!plan.quiet) {
    io.err(`sweep ${id}: ${open.length} of ${cells.length} runs to do`);
    io.err(encodeSweep(plan.sweep));
  }
  const line = resultWriter(plan.sweep);
  let ended = 0;
  const keep = (cell: SweepCell, result: CellResult): void => {
    results.push(result);
    if (plan.out !== undefined) appendFileSync(plan.out, line(result));
    ended += 1;
    if (plan.quiet) return;
    const where = cell.placement.length === 0 ? "no fork" : cell.placement.join("+");
    const outcome = result.status === "done" ? (mainAccuracy(result)?.toFixed(3) ?? "–") : result.status;
    const why = result.error === undefined ? "" : `: ${result.error}`;
    io.err(
      `${ended}/${open.length} ${cell.title} ${where} seed ${cell.seed}: ${outcome}${why} (${result.seconds.toFixed(1)} s)`,
    );
  };
  if (plan.ray === undefined) await runHere(plan, open, keep);
  else if (open.length > 0) await runOnRay(plan, plan.ray, open, keep, io);
  return results;
}

/** Takes what came of a cell. */
type Keep = (cell: SweepCell, result: CellResult) => void;

async function runHere(plan: SweepPlan, open: readonly SweepCell[], keep: Keep): Promise<void> {
  const id = sweepId(plan.sweep);
  const waiting = [...open];
  const lanes = Math.min(plan.parallel, open.length);
  // Cores that no other run needs serve the arms of each.
  const threads = Math.max(1, Math.floor(cores() / Math.max(1, lanes)));
  const lane = async (): Promise<void> => {
    const runner = createRunner(plan, threads);
    try {
      for (let cell = waiting.shift(); cell !== undefined; cell = waiting.shift()) {
        const { events, seconds, error } = await runner.run(cell);
        const told = error === undefined ? events : [...events, failure(cell, events, error)];
        keep(cell, cellResult(cell, id, told, seconds));
      }
    } finally {
      // Where one lane cannot go on, such as when the disk is full, the others shall not either.
      waiting.length = 0;
      await runner.close();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** The same on the workers of a Ray cluster, each of which runs this command for one cell at a time. */
async function runOnRay(plan: SweepPlan, ray: RayChoice, open: readonly SweepCell[], keep: Keep, io: Io) {
  const { part: _, ...whole } = plan.sweep;
  const id = sweepId(whole);
  const byId = new Map(open.map((cell) => [cell.id, cell]));
  const fail = (cell: SweepCell, why: string): void => keep(cell, cellResult(cell, id, [failure(cell, [], why)], 0));
  const fault = await sweepOnRay(
    {
      ...ray,
      link: encodeSweep(whole),
      cells: [...byId.keys()],
      ...(plan.data === undefined ? {} : { data: resolve(plan.data) }),
      ...(plan.start === undefined ? {} : { start: plan.start }),
    },
    {
      onReady(machines, processors) {
        if (plan.quiet) return;
        if (machines === 0) io.err("Ray: no machine has a processor to give yet; waiting for one");
        else
          io.err(
            `Ray: ${machines} ${plural(machines, "machine", "machines")}, ${processors} ${plural(processors, "run", "runs")} at once`,
          );
      },
      onLine(cellId, text) {
        const cell = byId.get(cellId);
        if (cell === undefined) return;
        const { results, refused } = readResults(text, id, [cell]);
        const [result] = results;
        if (result !== undefined) keep(cell, result);
        else fail(cell, refused.map(resultsText).join("; "));
      },
      onError(cellId, why) {
        const cell = byId.get(cellId);
        if (cell !== undefined) fail(cell, why);
      },
    },
  );
  if (fault !== undefined) io.err(`lab sweep: ${fault}`);
}

function failure(cell: SweepCell, events: readonly TrainEvent[], message: string): TrainEvent {
  return { type: "failed", run: cell.id, step: events.at(-1)?.step ?? 0, error: { code: "worker", message } };
}

interface CellRun {
  readonly events: readonly TrainEvent[];
  readonly seconds: number;
  /** What broke outside the run's own events. */
  readonly error?: string;
}

/** One browser, or one session, for all cells of a lane; another one after it crashed. */
function createRunner({ runtime, images, weights = [] }: SweepPlan, threads: number) {
  const given = images === undefined ? {} : { images };
  let lab: Headless | undefined;
  let events: TrainEvent[] = [];
  let settle: (error?: string) => void = () => undefined;
  const close = async (): Promise<void> => {
    const old = lab;
    lab = undefined;
    await old?.close();
  };
  const onMessage = (message: HeadlessMessage): void => {
    if (message.type === "error") settle(labErrorText(message.error));
    if (message.type !== "events") return;
    for (const event of message.events) {
      events.push(event);
      if (event.type === "failed" || event.type === "finished") settle();
    }
  };
  const run = async (cell: SweepCell): Promise<CellRun> => {
    events = [];
    const begun = Date.now();
    const ended = new Promise<string | undefined>((resolve) => (settle = resolve));
    let error: string | undefined;
    try {
      lab ??= await openRuntime(runtime, { onMessage, onCrash: (reason) => settle(reason), threads, ...given });
      await lab.send({
        type: "start",
        run: cell.id,
        experiment: cell.experiment,
        engine: runtime.engine,
        ...withWeights(weights),
      });
      error = await ended;
    } catch (problem) {
      error = textOf(problem);
    }
    if (error !== undefined) await close();
    return { events, seconds: (Date.now() - begun) / 1000, ...(error === undefined ? {} : { error }) };
  };
  return { run, close };
}
