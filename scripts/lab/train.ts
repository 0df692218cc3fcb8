import { randomUUID } from "node:crypto";
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { packRun } from "./packRun";
import { findRoot } from "./root";
import { ARM_LETTERS, type Experiment } from "../../src/experiment/experiment";
import { encodeLink } from "../../src/experiment/link/encode";
import { canContinue } from "../../src/record/libraryEntry";
import type { TrainEvent } from "../../src/protocol/event";
import { eventFromJson, eventToJson } from "../../src/storage/eventLog";
import { textOf } from "../../src/ui/words/errorWords";
import type { Command, Io } from "./command";
import { DATA_HELP, withImages } from "./imagesArgument";
import { EXPERIMENT_HELP, readExperiment } from "./experimentArgument";
import { InputError, inputFault } from "./inputError";
import { ENGINE_HELP } from "./engineOption";
import type { Headless, HeadlessMessage } from "./headless";
import { parseOptions } from "./options";
import { describeEvent, summary } from "./report";
import { withStart } from "./startFile";
import { labErrorText } from "./labErrorText";
import { openRuntime, readRuntime, RUNTIME_HELP, type GivenImages, type Runtime } from "./runtime";
import { teachersFor } from "./teacherFile";
import { teachersOf, type StoredTeacher } from "./teachers";
import { readSnapshot, storedForm, writeSnapshot, type StoredSnapshot } from "./snapshotFile";
import { readStoredRun, STORED_RUN_HELP, type StoredRun } from "./storedRun";

const OPTIONS = {
  steps: { takesValue: true },
  engine: { takesValue: true },
  runtime: { takesValue: true },
  probe: { takesValue: true },
  out: { takesValue: true },
  snapshot: { takesValue: true },
  resume: { takesValue: false },
  from: { takesValue: true },
  teacher: { takesValue: true },
  start: { takesValue: true },
  data: { takesValue: true },
  quiet: { takesValue: false },
  "no-build": { takesValue: false },
};

/** Steps between two snapshots of a run that is written to a file, unless told otherwise. */
const SNAPSHOT_EVERY = 50;

interface Plan {
  readonly experiment: Experiment;
  readonly link: string;
  readonly runtime: Runtime;
  readonly stopAt?: number;
  readonly referenceProbe: boolean;
  readonly out?: string;
  readonly snapshotEvery: number;
  readonly resume: boolean;
  /** A run of the page that is gone on with. */
  readonly from?: StoredRun;
  readonly teacher?: string;
  /** Where weights to start from are, and once they were read, the weights. */
  readonly start?: string;
  readonly startWeights?: readonly StoredTeacher[];
  /** Where images are, and once they were read, the images. */
  readonly data?: string;
  readonly images?: GivenImages;
  readonly quiet: boolean;
}

/** Trains an experiment exactly as the page would, without a page. */
export const train: Command = {
  name: "train",
  summary:
    "Trains an experiment with the production build in headless Chromium, or without a browser; events are written as they happen.",
  usage: `<link or preset> [options]

  ${EXPERIMENT_HELP}
  --steps N          stop after N steps; the learning-rate schedule still covers the whole budget
  ${ENGINE_HELP}
  ${RUNTIME_HELP}
  --probe reference  measure agreement on fixed images at the end, as the published figures do
  --out FILE         write every event to FILE, one JSON object a line, as it happens; a snapshot is kept beside it;
                     numbers that JSON cannot hold are written as "~NaN", "~Infinity" and "~-Infinity". At the end the run
                     is packed into FILE.forklab.zip, which the page's library imports
  --snapshot N       with --out: steps between two snapshots (default ${SNAPSHOT_EVERY})
  --resume           with --out: go on from the snapshot; the result equals an uninterrupted run's
  --from ${STORED_RUN_HELP}
                     (id, #number or name) to go on with, from the last state that was kept of it; the experiment may then
                     be left out
  --teacher FILE     weights for arms that learn from an earlier run: one that was trained with --out FILE, which names
                     the keys of its weights at the end, a file of runs that the page exported, or weights of the same
                     network trained elsewhere, FILE.safetensors in PyTorch's names
  --start FILE       weights that arms start from instead of drawn ones: FILE.safetensors in PyTorch's names, or a run that was
                     trained with --out FILE or exported. Where the experiment names weights (learn.start), these are meant;
                     where it names none, every arm starts from the safetensors
  ${DATA_HELP}
  --quiet            no progress on the error output
  --no-build         use the build in dist/ as it is

  The exit status is 0 when the run ended as asked, 1 when it failed or diverged, 2 for wrong arguments.`,
  async run(args, io) {
    const plan = readPlan(args, io);
    if (plan === undefined) return 2;
    if (plan.runtime.kind === "browser" && !args.includes("--no-build") && !build(io)) return 1;
    return runPlan(await started(await pictured(plan, io), io), io);
  },
};

/** On images from files, where they are given. */
async function pictured(plan: Plan, io: Io): Promise<Plan> {
  if (plan.data === undefined) return plan;
  const { experiment, images } = await withImages(plan.experiment, plan.data, plan.runtime.kind, io);
  return { ...plan, experiment, link: encodeLink(experiment), images };
}

/** From weights that are given; who names none before is told the link that names them. */
async function started(plan: Plan, io: Io): Promise<Plan> {
  if (plan.start === undefined) return plan;
  const { experiment, weights } = await withStart(plan.experiment, plan.start);
  const link = encodeLink(experiment);
  if (link !== encodeLink(plan.experiment)) io.err(`starting from these weights is #${link}`);
  return { ...plan, experiment, link, startWeights: weights };
}

function readPlan(args: readonly string[], io: Io): Plan | undefined {
  const { positional, values, problems } = parseOptions(args, OPTIONS);
  const wrong = [...problems];
  if (positional.length > 1) wrong.push(`one experiment is expected, got ${positional.length}`);
  const runtime = readRuntime(values, wrong);
  const steps = values.get("steps");
  if (steps !== undefined && !/^[1-9]\d{0,8}$/.test(steps))
    wrong.push(`--steps ${steps}: expected a whole number above 0`);
  const snapshot = values.get("snapshot") ?? String(SNAPSHOT_EVERY);
  if (!isCount(snapshot)) wrong.push(`--snapshot ${snapshot}: expected a whole number above 0`);
  const probe = values.get("probe");
  if (probe !== undefined && probe !== "reference") wrong.push(`--probe ${probe}: expected reference`);
  const out = values.get("out");
  const teacher = values.get("teacher");
  if (values.has("resume") && out === undefined)
    wrong.push("--resume needs --out, where the interrupted run was written");
  if (values.has("resume") && values.has("from"))
    wrong.push(
      "--resume goes on with the run in --out, --from with that of another file: only one of them can be meant",
    );
  const start = values.get("start");
  const data = values.get("data");
  for (const problem of wrong) io.err(`lab train: ${problem}`);
  if (wrong.length > 0 || runtime === undefined) return undefined;
  const given = values.get("from");
  const from = given === undefined ? undefined : readUnfinished(given);
  const [argument] = positional;
  const read = readExperiment(argument === undefined && from !== undefined ? from.entry.link : argument, io);
  if (read === undefined) return undefined;
  if (from !== undefined && encodeLink(from.experiment) !== encodeLink(read.experiment)) {
    io.err(
      `lab train: ${given} is a run of another experiment (#${from.entry.link}); leave yours out to go on with it`,
    );
    return undefined;
  }
  return {
    ...read,
    runtime,
    ...(steps === undefined ? {} : { stopAt: Number(steps) }),
    referenceProbe: probe === "reference",
    ...(out === undefined ? {} : { out }),
    snapshotEvery: Number(snapshot),
    resume: values.has("resume"),
    ...(from === undefined ? {} : { from }),
    ...(teacher === undefined ? {} : { teacher }),
    ...(start === undefined ? {} : { start }),
    ...(data === undefined ? {} : { data }),
    quiet: values.has("quiet"),
  };
}

/** @throws InputError for a run that is over. */
function readUnfinished(argument: string): StoredRun {
  const run = readStoredRun(argument);
  if (canContinue(run.entry)) return run;
  const { number, phase, step } = run.entry;
  throw new InputError(
    `run #${number} of ${argument} is over (${phase} at step ${step}); only one that broke off or was stopped early can go on`,
  );
}

function isCount(text: string): boolean {
  return /^[1-9]\d{0,8}$/.test(text);
}

export function build(io: Io): boolean {
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "build"], {
    cwd: findRoot(),
    encoding: "utf8",
  });
  if (status === 0) return true;
  io.err(`${stdout}${stderr}`.trim());
  io.err("lab train: the build failed; see above");
  return false;
}

async function runPlan(plan: Plan, io: Io): Promise<number> {
  let kept: StoredSnapshot | undefined;
  let teachers: readonly StoredTeacher[] | undefined;
  let latest: Omit<StoredSnapshot, "link"> | undefined;
  try {
    teachers = plan.teacher === undefined ? undefined : await teachersFor(plan.experiment, plan.teacher);
    kept = plan.resume && plan.out !== undefined ? readSnapshot(plan.out, plan.link) : undefined;
  } catch (error) {
    io.err(`lab train: ${inputFault(error) ?? textOf(error)}`);
    return 1;
  }
  const { events, resumeFrom } = plan.from === undefined ? startFile(plan, kept, io) : startFrom(plan, plan.from, io);
  if (events.at(-1)?.type === "finished" && plan.resume && resumeFrom === undefined) {
    io.err("lab train: the run in this file is already finished");
  }
  const run = "lab";
  let lab: Headless | undefined;
  let finish: (status: number) => void = () => undefined;
  const done = new Promise<number>((resolve) => {
    finish = resolve;
  });
  const take = (message: HeadlessMessage): void => {
    if (message.type === "error") {
      io.err(`lab train: ${labErrorText(message.error)}`);
      finish(1);
    } else if (message.type === "snapshot") {
      latest = message.snapshot;
      if (plan.out !== undefined) writeSnapshot(plan.out, { ...message.snapshot, link: plan.link });
    } else if (message.type === "events") {
      for (const event of message.events) {
        events.push(event);
        if (plan.out !== undefined) appendFileSync(plan.out, `${eventToJson(event)}\n`);
        const silent = plan.quiet && event.type !== "failed";
        const line = silent ? undefined : describeEvent(event, events);
        if (line !== undefined) io.err(line);
        if (event.type === "failed") finish(1);
        if (event.type === "finished") finish(event.reason === "diverged" ? 1 : 0);
      }
    }
  };
  const onMessage = (message: HeadlessMessage): void => {
    try {
      take(message);
    } catch (error) {
      // Thrown, it would end in the browser, and the command would wait for ever.
      io.err(`lab train: ${inputFault(error) ?? String(error)}`);
      finish(1);
    }
  };
  try {
    lab = await openRuntime(plan.runtime, {
      onMessage,
      ...(plan.images === undefined ? {} : { images: plan.images }),
      onCrash: (reason) => {
        io.err(`lab train: ${reason}${plan.out === undefined ? "" : "; continue with --resume"}`);
        finish(1);
      },
    });
    await lab.send({
      type: "start",
      run,
      experiment: plan.experiment,
      engine: plan.runtime.engine,
      referenceProbe: plan.referenceProbe,
      ...(plan.stopAt === undefined ? {} : { stopAt: plan.stopAt }),
      ...(plan.out === undefined ? {} : { snapshotEvery: plan.snapshotEvery }),
      ...(resumeFrom === undefined ? {} : { resumeFrom }),
      ...(teachers === undefined && plan.startWeights === undefined
        ? {}
        : { teachers: [...(teachers ?? []), ...(plan.startWeights ?? [])] }),
    });
    const status = await done;
    if (plan.out !== undefined) await writePacked(plan, plan.out, events, latest ?? resumeFrom);
    for (const line of summary(plan.experiment, events)) io.out(line);
    for (const [index, [key]] of (latest === undefined ? [] : await teachersOf(latest)).entries()) {
      io.out(`Weights of arm ${ARM_LETTERS[index] ?? "?"}: ${key}`);
    }
    return status;
  } catch (error) {
    io.err(`lab train: ${textOf(error)}`);
    return 1;
  } finally {
    await lab?.close();
  }
}

/** The run as the page's library exports it, beside the events; what a visitor called it stays. */
async function writePacked(
  { experiment, from }: Plan,
  out: string,
  events: readonly TrainEvent[],
  snapshot: Omit<StoredSnapshot, "link"> | undefined,
): Promise<void> {
  const run = { id: `lab-${randomUUID().slice(0, 8)}`, created: Date.now(), experiment, events, snapshot };
  const zip = await packRun(run, from?.entry);
  writeFileSync(`${out}.forklab.zip`, new Uint8Array(await zip.arrayBuffer()));
}

interface Beginning {
  /** What the file has already. */
  readonly events: TrainEvent[];
  readonly resumeFrom: StoredSnapshot | undefined;
}

/** Goes on with a run of the page: what led to its state comes first, as it would there. */
function startFrom({ out, link }: Plan, { state }: StoredRun, io: Io): Beginning {
  const events = (state?.before ?? []).map((event) => ({ ...event, run: "lab" }));
  if (out !== undefined) writeFileSync(out, events.map((event) => `${eventToJson(event)}\n`).join(""));
  if (state === undefined) {
    io.err("lab train: the file holds no state of this run; it starts from step 0");
    return { events, resumeFrom: undefined };
  }
  const resumeFrom = { ...storedForm(state.snapshot), link };
  if (out !== undefined) writeSnapshot(out, resumeFrom);
  io.err(`continuing from step ${resumeFrom.step}`);
  return { events, resumeFrom };
}

/**
 * Prepares the event file: empty for a new run; with `--resume` cut back to the snapshot's step, so that what follows it is
 * written once. As on the page, the events count up to the first line that is none, and a snapshot that they do not lead to is
 * not gone on from.
 */
function startFile(plan: Plan, snapshot: StoredSnapshot | undefined, io: Io): Beginning {
  if (plan.out === undefined) return { events: [], resumeFrom: undefined };
  const anew = (why: string): Beginning => {
    if (plan.resume) io.err(`lab train: ${why}; the run starts from step 0`);
    writeFileSync(plan.out ?? "", "");
    return { events: [], resumeFrom: undefined };
  };
  if (snapshot === undefined || !existsSync(plan.out)) return anew("no snapshot was found");
  const whole = wholeEvents(readFileSync(plan.out, "utf8"));
  const reached = whole.reduce((last, { type, step }) => (type === "step" ? Math.max(last, step) : last), 0);
  if (reached < snapshot.step)
    return anew(`the events end at step ${reached}, before the snapshot of step ${snapshot.step}`);
  // A measurement at the snapshot's own step was written before it and is not repeated.
  const events = whole.filter(({ type, step }) => step <= snapshot.step && type !== "finished" && type !== "failed");
  writeFileSync(plan.out, events.map((event) => `${eventToJson(event)}\n`).join(""));
  io.err(`continuing from step ${snapshot.step}`);
  return { events, resumeFrom: snapshot };
}

/** Events up to the first line that is none: a crash cut it short, or the file was changed. */
export function wholeEvents(text: string): readonly TrainEvent[] {
  const events: TrainEvent[] = [];
  for (const line of text.split("\n")) {
    if (line === "") continue;
    try {
      events.push(eventFromJson(line));
    } catch {
      break;
    }
  }
  return events;
}
