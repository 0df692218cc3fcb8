/**
 * The oracle: exports experiments as PyTorch projects, asks the engines of Node for every number of their first steps, and has
 * Python compute the same from the projects in double precision (`compare.py`).
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Splits } from "../../src/catalog/datasets/dataset";
import type { Executor, ExecutorPlan } from "../../src/engine/executor";
import { initialTensors } from "../../src/engine/initialTensors";
import { openTfjs } from "../../src/engine/tfjs/openBackend";
import { TfjsExecutor } from "../../src/engine/tfjs/tfjsExecutor";
import { teacherOf } from "../../src/engine/testing/methodCases";
import { kernelModule } from "../../src/engine/wasm/kernelModule";
import { WasmExecutor } from "../../src/engine/wasm/wasmExecutor";
import { encodeLink } from "../../src/experiment/link/encode";
import type { Experiment } from "../../src/experiment/experiment";
import { armNetwork, datasetEntry, datasetInfoOf } from "../../src/experiment/network";
import { TEACHER } from "../../src/graph/withTeacher";
import { ShapeError } from "../../src/graph/shape";
import { SiteError } from "../../src/graph/spec";
import { ConfigError } from "../../src/schema/configError";
import { writeOnnx } from "../../src/torch/onnx";
import { torchProject } from "../../src/torch/project";
import { writeSafetensors, type NamedTensor } from "../../src/torch/safetensors";
import { torchTensors } from "../../src/torch/weights";
import { executorPlanOf } from "../../src/training/executorPlan";
import { missingParts, oracleCases, type OracleCase } from "./cases";
import { writeJourneys } from "./journeys";
import { batchesOf, expectedOf, startOf } from "./expected";
import { weighingsOf } from "./weighings";

/** What a Python script found. */
interface Answer {
  readonly counts: { readonly [kind: string]: number };
  readonly worst: { readonly [kind: string]: { readonly error: number; readonly name: string } };
  /** By kind how many were further off than the tolerance, but no further than rounding takes PyTorch itself. */
  readonly magnified?: { readonly [kind: string]: number };
  readonly failures: readonly string[];
}

type Make = (plan: ExecutorPlan) => Executor;

interface Options {
  /** The interpreter. */
  readonly python: string;
  /** The folder of the Python scripts. */
  readonly scripts: string;
  /** Every combination instead of every pair. */
  readonly all: boolean;
  /** Only cases whose names contain it; what users do is left out then. */
  readonly only: string;
  /** Leaves what was written. */
  readonly keep: boolean;
}

/** @returns how many numbers agree and what is wrong. */
export async function main({
  python,
  scripts,
  all,
  only,
  keep,
}: Options): Promise<{ readonly passed: number; readonly failed: number }> {
  const chosen = oracleCases(all);
  const cases = chosen.filter(({ name }) => name.includes(only));
  const root = mkdtempSync(join(tmpdir(), "forklab-torch-"));
  const ask = (name: string, folder: string, answer: string): Answer => {
    const began = performance.now();
    const { status } = spawnSync(python, [join(scripts, `${name}.py`), folder], { stdio: "inherit" });
    if (status !== 0) throw new Error(`${name}.py ended with ${status ?? "a signal"}`);
    console.log(`${name}.py took ${seconds(performance.now() - began)}`);
    return JSON.parse(readFileSync(join(folder, answer), "utf8")) as Answer;
  };
  try {
    const began = performance.now();
    const refused = await writeCases(cases, root);
    console.log(
      `${cases.length - refused.length} experiments written and computed in ${seconds(performance.now() - began)}; ${refused.length} are refused by the lab`,
    );
    const answers = [ask("compare", root, "result.json")];
    if (only === "" || only === "journeys") {
      const journeys = join(root, "journeys");
      await writeJourneys(journeys);
      answers.push(ask("journeys", journeys, "journeys.json"));
    }
    return report(answers, [
      ...missingParts(chosen).map((part) => `no case has ${part}`),
      // A linear layer on a whole map may be too large; nothing else is impossible.
      ...refused.filter((text) => !/, fc: /.test(text)).map((text) => `refused: ${text}`),
      ...lint(python, root),
    ]);
  } finally {
    if (keep) console.log(`kept: ${root}`);
    else rmSync(root, { recursive: true });
  }
}

/** What the usual linter and formatter say of the projects. */
function lint(python: string, root: string): readonly string[] {
  const rules = ["--line-length=120", "--select=E,F,I,B,UP", "--ignore=B905", "--target-version=py310"];
  const checks = [
    ["check", "--quiet", "--output-format=concise", ...rules, "."],
    ["format", "--check", "--quiet", "--line-length=120", "."],
  ];
  // Modules are called the same in every project: one says which are the projects' own.
  const first = readdirSync(root).find((name) => /^\d+$/.test(name)) ?? "journeys/smoke";
  const own = `src = [${JSON.stringify(first)}]`;
  return checks.flatMap((args) => {
    const command = ["-m", "ruff", ...args, "--no-cache", "--config", own];
    const { status, stdout, stderr } = spawnSync(python, command, { cwd: root, encoding: "utf8" });
    return status === 0 ? [] : [`ruff ${args[0] ?? ""}: ${`${stdout}${stderr}`.trim().slice(0, 2000)}`];
  });
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** @returns the cases that cannot be built, with the reason. */
async function writeCases(cases: readonly OracleCase[], root: string): Promise<readonly string[]> {
  const facts = await openTfjs("cpu");
  const module = await kernelModule();
  const wasm: Make = (plan) => new WasmExecutor(plan, module);
  const tfjs: Make = (plan) => new TfjsExecutor(plan, facts);
  const refused: string[] = [];
  const splits = new Map<string, Splits>();
  // Which pictures a step sees is asked once for each way to choose them.
  const compared = new Set<string>();
  for (const [index, { name, experiment, reference }] of cases.entries()) {
    const folder = join(root, String(index).padStart(4, "0"));
    try {
      armNetwork(experiment, arm(experiment));
    } catch (error) {
      if (!(error instanceof ConfigError || error instanceof ShapeError || error instanceof SiteError)) throw error;
      refused.push(`${name}: ${error.message}`);
      continue;
    }
    const { dataset, seed, augmentation, training } = experiment;
    const key = JSON.stringify([dataset, seed]);
    const drawn = JSON.stringify([dataset, seed, augmentation, training.labelled, training.validation]);
    const draws = !compared.has(drawn);
    compared.add(drawn);
    const loaded =
      splits.get(key) ?? (await datasetEntry(experiment.dataset.kind).load(experiment.dataset, experiment.seed));
    splits.set(key, loaded);
    await writeCase(name, experiment, loaded, folder, draws, { wasm, ...(reference ? { tfjs } : {}) });
  }
  return refused;
}

function arm(experiment: Experiment): Experiment["arms"][0] {
  const [first] = experiment.arms;
  if (first === undefined) throw new Error("a case has one arm");
  return first;
}

async function writeCase(
  name: string,
  experiment: Experiment,
  splits: Splits,
  folder: string,
  draws: boolean,
  engines: { readonly [engine: string]: Make },
): Promise<void> {
  const network = armNetwork(experiment, arm(experiment));
  const { graph, plan, teacherKey, startKey } = network;
  const write = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  for (const { path, content } of torchProject(experiment, encodeLink(experiment))) write(path, content);
  const teacher = teacherKey === undefined ? undefined : teacherOf(graph);
  const frozen = teacher === undefined ? undefined : startOf(graph, teacher);
  const execution = executorPlanOf(experiment, network, { views: plan.views, frozen });
  const start = new Map([...startOf(graph, initialTensors(execution)), ...frozenOf(frozen)]);
  const given = writeSafetensors(torchTensors(graph, start));
  write(startKey === undefined ? "weights/a.safetensors" : "weights/a.start.safetensors", given);
  if (frozen !== undefined) {
    const own = new Map([...frozen].map(([key, values]) => [key.replace(`${TEACHER}.`, ""), values]));
    write("weights/a.teacher.safetensors", writeSafetensors(torchTensors(graph, onlyFrozen(frozen, own))));
  }
  const batches = batchesOf(experiment, splits, plan.views);
  const { height, width, channels } = datasetInfoOf(experiment);
  const stored = batches.flatMap(({ images, labels }, step): readonly NamedTensor[] => [
    { name: `x${step}`, shape: [labels.length, height, width, channels], values: images },
    { name: `y${step}`, shape: [labels.length], values: Float32Array.from(labels) },
  ]);
  write("batches.safetensors", writeSafetensors(stored));
  for (const [engine, make] of Object.entries(engines)) {
    const executor = make(execution);
    try {
      write(
        `expected.${engine}.safetensors`,
        writeSafetensors(await expectedOf(experiment, network, executor, start, batches)),
      );
    } finally {
      executor.dispose();
    }
  }
  for (const folded of [false, true]) {
    write(`${folded ? "folded" : "plain"}.onnx`, writeOnnx(graph, start, { folded, metadata: { link: "tested" } }));
  }
  const { combining } = arm(experiment);
  if (combining !== undefined) write("weighings.json", JSON.stringify(weighingsOf(combining)));
  write("case.json", JSON.stringify({ name, draws }));
}

/** Only the teacher's tensors of what was drawn for the whole graph. */
function frozenOf(frozen: ReadonlyMap<string, Float32Array> | undefined): readonly (readonly [string, Float32Array])[] {
  return [...(frozen ?? [])].filter(([name]) => name.startsWith(`${TEACHER}.`));
}

function onlyFrozen(
  frozen: ReadonlyMap<string, Float32Array>,
  own: ReadonlyMap<string, Float32Array>,
): ReadonlyMap<string, Float32Array> {
  return new Map(
    [...frozen.keys()].flatMap((name) => {
      if (!name.startsWith(`${TEACHER}.`)) return [];
      const short = name.slice(TEACHER.length + 1);
      const values = frozen.get(name) ?? own.get(short);
      return values === undefined ? [] : [[short, values] as const];
    }),
  );
}

function report(
  answers: readonly Answer[],
  problems: readonly string[],
): { readonly passed: number; readonly failed: number } {
  const rows = answers.flatMap(({ counts, worst }) =>
    Object.entries(counts).map(([kind, count]) => ({ kind, count, worst: worst[kind] })),
  );
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  console.log(`\n${total} tensors and numbers compared with PyTorch\n`);
  for (const { kind, count, worst } of rows) {
    const error = (worst?.error ?? Number.NaN).toExponential(1);
    console.log(`${kind.padEnd(10)} ${String(count).padStart(6)}   worst ${error}   ${worst?.name ?? ""}`);
  }
  const magnified = answers.flatMap((answer) => Object.entries(answer.magnified ?? {}));
  if (magnified.length > 0) {
    const told = magnified.map(([kind, count]) => `${kind} ${count}`).join(", ");
    console.log(`further off than that, but no further than rounding takes PyTorch itself: ${told}`);
  }
  const found = answers.flatMap(({ failures }) => failures);
  const failures = [...problems, ...found, ...(total === 0 ? ["nothing was compared"] : [])];
  if (failures.length > 0) console.log("");
  for (const failure of failures.slice(0, 60)) console.log(`FAILED  ${failure}`);
  if (failures.length > 60) console.log(`… and ${failures.length - 60} more`);
  return { passed: Math.max(0, total - found.length), failed: failures.length };
}
