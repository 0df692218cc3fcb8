import { builtNetworks } from "../experiment/expansion";
import type { Experiment } from "../experiment/experiment";
import { assemble } from "./assemble";
import { combineFile, isCombined } from "./combineFile";
import { lossesFile } from "./lossesFile";
import { armName, modelFile } from "./modelFile";
import { writeSafetensors } from "./safetensors";
import { settingsFile } from "./settingsFile";
import { templates } from "./templates";
import { initialWeights, torchTensors } from "./weights";

/** A file of the project; paths have slashes. */
export interface ProjectFile {
  readonly path: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
}

/** Modules that are the same in every project. */
const COPIED = ["draws", "data", "augment", "train", "parallel", "agreement"];

/**
 * The PyTorch project of an experiment.
 * @param link the experiment's, without its `#`.
 * @throws ConfigError, SiteError or ShapeError where an arm cannot be built.
 */
export function torchProject(experiment: Experiment, link: string): readonly ProjectFile[] {
  const template = (name: string): string => templates[name] ?? "";
  return [
    { path: "README.md", content: template("README.md") },
    { path: "requirements.txt", content: template("requirements.txt") },
    { path: "settings.py", content: settingsFile(experiment, link) },
    { path: "model.py", content: modelFile(experiment, templates) },
    { path: "losses.py", content: lossesFile(experiment, templates) },
    ...(experiment.arms.some(isCombined) ? [{ path: "combine.py", content: combineFile(experiment, templates) }] : []),
    ...COPIED.map((name) => ({ path: `${name}.py`, content: template(name) })),
    { path: "images.py", content: assemble(templates, "images", [experiment.dataset.kind], "") },
    ...builtNetworks(experiment).map(({ graph }, index) => ({
      path: `weights/${armName(index)}.safetensors`,
      content: writeSafetensors(torchTensors(graph, initialWeights(graph, experiment.seed)), {
        link: `#${link}`,
        seed: String(experiment.seed),
        step: "0",
      }),
    })),
  ];
}
