import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openWasm } from "../../src/engine/wasm/openWasm";
import { encodeLink } from "../../src/experiment/link/encode";
import type { Experiment } from "../../src/experiment/experiment";
import { builtNetworks } from "../../src/experiment/expansion";
import { findPreset } from "../../src/experiment/presets";
import { armName } from "../../src/torch/modelFile";
import { torchProject } from "../../src/torch/project";
import { train } from "../../src/training/trainer";

/** Steps whose losses are compared. */
const STEPS = 20;

/** Writes the projects `tiny` and `smoke`, and what the page's own trainer says of the first steps of *tiny*. */
export async function writeJourneys(folder: string): Promise<void> {
  const tiny = preset("tiny");
  writeProject(tiny, join(folder, "tiny"));
  writeProject(preset("smoke"), join(folder, "smoke"));
  const losses = await lossesOf(tiny);
  writeFileSync(join(folder, "tiny.json"), JSON.stringify({ steps: STEPS, losses }));
}

function preset(id: string): Experiment {
  const found = findPreset(id);
  if (found === undefined) throw new Error(`no preset ${id}`);
  return found.experiment;
}

function writeProject(experiment: Experiment, folder: string): void {
  for (const { path, content } of torchProject(experiment, encodeLink(experiment))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** By arm and term the losses before each step. */
async function lossesOf(
  experiment: Experiment,
): Promise<{ readonly [arm: string]: { readonly [term: string]: number[] } }> {
  const found = builtNetworks(experiment).map(({ plan }) => plan.terms.map(({ id }) => [id, [] as number[]] as const));
  const events = train(experiment, {
    run: "oracle",
    now: () => performance.now(),
    signal: new AbortController().signal,
    openEngine: () => openWasm(undefined, null),
    stopAt: STEPS,
  });
  for await (const event of events) {
    if (event.type !== "step") continue;
    event.arms.forEach(({ losses }, arm) => losses.forEach((value, term) => found[arm]?.[term]?.[1].push(value)));
  }
  return Object.fromEntries(found.map((terms, arm) => [armName(arm), Object.fromEntries(terms)]));
}
