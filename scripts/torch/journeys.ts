import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesConfig } from "../../src/catalog/datasets/filesConfig";
import type { DatasetCache } from "../../src/data/datasetCache";
import { imagesInMemory } from "../../src/data/files/imagesInMemory";
import { importImages } from "../../src/data/files/importImages";
import { fileOfBytes } from "../../src/data/files/sourceFile";
import {
  cifarHundredFiles,
  cifarTenFiles,
  drawnSplits,
  idxFiles,
  numpyFiles,
  zipOf,
  type Files,
} from "../../src/data/files/testing/containers";
import { cifarTenPython } from "../../src/data/files/testing/pickles";
import { openWasm } from "../../src/engine/wasm/openWasm";
import { encodeLink } from "../../src/experiment/link/encode";
import type { Experiment } from "../../src/experiment/experiment";
import { combiningFields } from "../../src/experiment/fields";
import { builtNetworks } from "../../src/experiment/expansion";
import { datasetInfoOf } from "../../src/experiment/network";
import { findPreset } from "../../src/experiment/presets";
import { MAIN } from "../../src/graph/networkGraph";
import type { TrainEvent } from "../../src/protocol/event";
import { initialValues } from "../../src/schema/field";
import { foldEvents } from "../../src/record/foldEvents";
import { newRun, type ArmCurves } from "../../src/record/runRecord";
import { answersOf, samplesAt } from "../../src/record/samples";
import { cellResult } from "../../src/sweep/cellResult";
import { expandSweep } from "../../src/sweep/expandSweep";
import { resultWriter } from "../../src/sweep/resultLines";
import { makeSweep } from "../../src/sweep/sweep";
import { sweepId } from "../../src/sweep/sweepLink";
import { finish } from "../../src/tasks/steps";
import { armName } from "../../src/torch/modelFile";
import { torchProject } from "../../src/torch/project";
import { train } from "../../src/training/trainer";
import { logs } from "../lab/logs";
import { packRun } from "../lab/packRun";

/** Steps whose losses are compared. */
const STEPS = 20;
/** Of experiments on images from files, which are compared image by image in the tests of their readers. */
const FILE_STEPS = 3;

/**
 * Writes the projects `tiny` and `smoke`, and one on images of each layout that a project reads by itself, its images in `data/`;
 * beside each of them, but for smoke, what the page's own trainer says of the first steps (`tiny.json`).
 */
export async function writeJourneys(folder: string): Promise<void> {
  const tiny = preset("tiny");
  writeProject(tiny, join(folder, "tiny"));
  const events = await writeLosses(tiny, STEPS, join(folder, "tiny.json"));
  await writeLogs(tiny, events, folder);
  // With a patience that eight steps do not come to the end of, so that two processes tell each other their readings.
  writeProject(withPatience(weighed(preset("smoke")), 9), join(folder, "smoke"));
  const patient = withPatience(preset("smoke"), 2);
  writeProject(patient, join(folder, "patience"));
  await writeReadings(patient, join(folder, "patience.json"));
  for (const [name, files, level] of layouts()) {
    const given = Object.entries(files).map(([path, bytes]) => fileOfBytes(path, Uint8Array.from(bytes)));
    const { manifest, splits } = await importImages(given, {
      size: undefined,
      fit: "fill",
      decode: () => Promise.reject(new Error("no pictures")),
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    const smoke = preset("smoke");
    const experiment: Experiment = {
      ...smoke,
      dataset: filesConfig(manifest, level),
      augmentation: { ...smoke.augmentation, shift: 2 },
      training: { ...smoke.training, validation: 0.2 },
    };
    writeProject(experiment, join(folder, name));
    for (const [path, bytes] of Object.entries(files)) write(join(folder, name, "data", path), bytes);
    await writeLosses(experiment, FILE_STEPS, join(folder, `${name}.json`), imagesInMemory(manifest, splits));
  }
}

/** Small sets in the layouts that a project reads without the lab. */
function layouts(): readonly (readonly [name: string, files: Files, level: "fine" | "coarse"])[] {
  const colour = drawnSplits(32, 3, 10);
  const grey = drawnSplits(12, 1, 10);
  return [
    ["files-cifar-10", cifarTenFiles(colour), "fine"],
    ["files-cifar-100", cifarHundredFiles(colour, 10), "coarse"],
    ["files-cifar-python", cifarTenPython(colour), "fine"],
    ["files-idx", idxFiles(grey), "fine"],
    ["files-npz", { "medmnist.npz": zipOf(numpyFiles(colour)) }, "fine"],
  ];
}

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** @returns everything that the run told. */
async function writeLosses(
  experiment: Experiment,
  steps: number,
  path: string,
  cache?: DatasetCache,
): Promise<readonly TrainEvent[]> {
  const { events, losses } = await lossesOf(experiment, steps, cache);
  write(path, JSON.stringify({ steps, losses }));
  return events;
}

function withPatience(experiment: Experiment, patience: number): Experiment {
  const { training, measure } = experiment;
  return {
    ...experiment,
    training: { ...training, patience },
    measure: { ...measure, evaluateEvery: 2, evaluateImages: 32 },
  };
}

/** Where the lab's run ends for lack of progress, and what main heads came to on the way, by arm. */
async function writeReadings(experiment: Experiment, path: string): Promise<void> {
  const { events } = await lossesOf(experiment, experiment.training.budget);
  const evaluations = events.filter((event) => event.type === "evaluation").filter(({ final }) => !final);
  const last = events.at(-1);
  if (last?.type !== "finished" || last.early === undefined) throw new Error("the run did not end early");
  const accuracy = experiment.arms.map((_, arm) => [
    armName(arm),
    evaluations.map(({ arms }) => arms[arm]?.["accuracy"]?.[MAIN] ?? null),
  ]);
  write(path, JSON.stringify({ end: last.step, accuracy: Object.fromEntries(accuracy) as object }));
}

/** A run as the command writes it for TensorBoard and pandas. */
async function writeLogs(experiment: Experiment, events: readonly TrainEvent[], folder: string): Promise<void> {
  const packed = await packRun({ id: "oracle", created: 1.7e12, experiment, events, snapshot: undefined });
  const path = join(folder, "tiny.zip");
  write(path, new Uint8Array(await packed.arrayBuffer()));
  const results = join(folder, "results.jsonl");
  await writeResults(results);
  const record = finish(foldEvents(newRun("oracle", experiment), events));
  write(
    join(folder, "samples.json"),
    JSON.stringify(record.arms.map((arm) => toldOfSamples(arm, datasetInfoOf(experiment).classNames))),
  );
  const told: string[] = [];
  const note = (line: string): void => void told.push(line);
  const status = await logs.run([path, results, "--to", join(folder, "logs")], { out: note, err: note });
  if (status !== 0) throw new Error(told.join("; "));
}

/** The results of a small sweep, as the command and the page write them. */
async function writeResults(path: string): Promise<void> {
  const smoke = preset("smoke");
  const base = {
    ...smoke,
    training: { ...smoke.training, budget: 6 },
    measure: { ...smoke.measure, evaluateEvery: 2 },
  };
  const sweep = makeSweep(base, { sites: ["s1b1"], methods: ["dsn"], seeds: [3] });
  const line = resultWriter(sweep);
  let text = "";
  for (const cell of expandSweep(sweep)) {
    const { events } = await lossesOf(cell.experiment, 6);
    text += line(cellResult(cell, sweepId(sweep), events, 1.5));
  }
  write(path, text);
}

/** When an arm's heads were last asked of single pictures, and what main took the first ones for. */
function toldOfSamples(
  arm: ArmCurves,
  classNames: readonly string[],
): { readonly step: number; readonly names: readonly string[] } {
  const samples = samplesAt(arm);
  const main = samples?.heads[MAIN];
  if (samples === undefined || main === undefined) throw new Error(`arm ${arm.letter} was never asked`);
  return {
    step: samples.step,
    names: answersOf(main)
      .guesses.slice(0, 20)
      .map((guess) => classNames[guess] ?? ""),
  };
}

function preset(id: string): Experiment {
  const found = findPreset(id);
  if (found === undefined) throw new Error(`no preset ${id}`);
  return found.experiment;
}

function writeProject(experiment: Experiment, folder: string): void {
  for (const { path, content } of torchProject(experiment, encodeLink(experiment))) write(join(folder, path), content);
}

/** With a rule by gradients and one that carries what it learnt, so that a run that goes on and two processes meet both. */
function weighed(experiment: Experiment): Experiment {
  const rules = ["upgrad", "gradnorm"] as const;
  const arms = experiment.arms.map((arm, index) => ({
    ...arm,
    combining: { ...initialValues(combiningFields), rule: rules[index] ?? "upgrad", every: 3 },
  }));
  return { ...experiment, arms };
}

interface Told {
  readonly events: readonly TrainEvent[];
  /** By arm and term the losses before each step. */
  readonly losses: { readonly [arm: string]: { readonly [term: string]: number[] } };
}

async function lossesOf(experiment: Experiment, steps: number, cache?: DatasetCache): Promise<Told> {
  const found = builtNetworks(experiment).map(({ plan }) => plan.terms.map(({ id }) => [id, [] as number[]] as const));
  const run = train(experiment, {
    run: "oracle",
    now: () => performance.now(),
    signal: new AbortController().signal,
    openEngine: () => openWasm(undefined, null),
    stopAt: steps,
    ...(cache === undefined ? {} : { cache }),
  });
  const told: TrainEvent[] = [];
  for await (const event of run) {
    told.push(event);
    if (event.type !== "step") continue;
    event.arms.forEach(({ losses }, arm) => losses.forEach((value, term) => found[arm]?.[term]?.[1].push(value)));
  }
  const losses = Object.fromEntries(found.map((terms, arm) => [armName(arm), Object.fromEntries(terms)]));
  return { events: told, losses };
}
