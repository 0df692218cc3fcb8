import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { importedKey } from "../../src/data/files/imagesKey";
import { MOST_AT_ONCE } from "../../src/data/files/sourceFile";
import type { ImageSet } from "../../src/data/imageSet";
import type { Experiment } from "../../src/experiment/experiment";
import { encodeLink } from "../../src/experiment/link/encode";
import { imagesNpz } from "../../src/torch/npz";
import { cellsOfPart, expandSweep, sweepIssues } from "../../src/sweep/expandSweep";
import type { Sweep } from "../../src/sweep/sweep";
import { torchProject, type ProjectFile } from "../../src/torch/project";
import { MAX_PROJECTS, torchSweep } from "../../src/torch/sweepProject";
import { whatText } from "../../src/ui/words/issueWords";
import type { Command, Io } from "./command";
import { EXPERIMENT_HELP, readExperiment } from "./experimentArgument";
import { withImages } from "./imagesArgument";
import { InputError } from "./inputError";
import { parseOptions } from "./options";
import { linkedSweep } from "./sweepArgument";

const OPTIONS = { to: { takesValue: true }, data: { takesValue: true }, force: { takesValue: false } };

/** Writes the PyTorch project of an experiment. */
export const exportProject: Command = {
  name: "export",
  summary: "Writes an experiment as a small PyTorch project: networks, losses, data, training, initial weights.",
  usage: `<link or preset> --to DIR [options]

  ${EXPERIMENT_HELP}
                     A link that is a sweep becomes a project for each of its runs, and tune.py, which trains them under
                     Ray Tune.
  --to DIR           where the project goes; a folder that is not there yet, or is empty
  --data FILE        images from a file or a folder, which the project then brings along (images.npz); where the experiment is
                     on other data, the project is on these instead
  --force            write into a folder that is not empty, over files of the same names`,
  async run(args, io) {
    const { positional, values, problems } = parseOptions(args, OPTIONS);
    const to = values.get("to");
    const wrong = [...problems];
    if (positional.length > 1) wrong.push(`one experiment is expected, got ${positional.length}`);
    if (to === undefined) wrong.push("--to is missing: the folder that the project goes to");
    else if (!values.has("force") && existsSync(to) && readdirSync(to).length > 0) {
      wrong.push(`--to ${to}: this folder is not empty; name another one, or add --force to write over what is in it`);
    }
    for (const problem of wrong) io.err(`lab export: ${problem}`);
    if (wrong.length > 0 || to === undefined) return 2;
    const data = values.get("data");
    const sweep = positional[0] === undefined ? undefined : linkedSweep(positional[0], io);
    const files = sweep === undefined ? await experimentFiles(positional[0], data, io) : sweepFiles(sweep, data, io);
    if (files === undefined) return 2;
    for (const { path, content } of files) {
      const target = join(to, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
    io.out(`${to}: ${files.length} files; begin with README.md`);
    return 0;
  },
};

/** @returns undefined when there is none; the reasons have been told. */
async function experimentFiles(argument: string | undefined, data: string | undefined, io: Io) {
  const read = readExperiment(argument, io);
  if (read === undefined) return undefined;
  return data === undefined ? torchProject(read.experiment, read.link) : withItsImages(read.experiment, data, io);
}

/** @returns undefined for a sweep that cannot be written; the reasons have been told. */
function sweepFiles(sweep: Sweep, data: string | undefined, io: Io): readonly ProjectFile[] | undefined {
  const wrong = sweepIssues(sweep).map(({ path, what }) => `${path}: ${whatText(what)}`);
  const cells = cellsOfPart(expandSweep(sweep), sweep.part).length;
  if (cells > MAX_PROJECTS)
    wrong.push(
      `this sweep has ${cells} runs; at most ${MAX_PROJECTS} are written, each as a project: take a share of it (pt=1-4)`,
    );
  if (data !== undefined) wrong.push("--data is not for sweeps; tune.py --data PLACE names the images");
  for (const problem of wrong) io.err(`lab export: ${problem}`);
  return wrong.length > 0 ? undefined : torchSweep(sweep);
}

/** The project of an experiment on given images, with the images. */
async function withItsImages(given: Experiment, data: string, io: Io): Promise<readonly ProjectFile[]> {
  const { experiment, images } = await withImages(given, data, "node", io);
  const { dataset } = experiment;
  if (dataset.kind !== "files" || images.cache === undefined) throw new Error("images are files");
  const { cache } = images;
  const splits = new Map<string, ImageSet>();
  for (const split of ["train", "val", "test"] as const) {
    const set = await cache.get(importedKey(dataset.hash, split));
    if (set != null) splits.set(split, set);
  }
  const bytes = [...splits.values()].reduce((sum, { images: pixels }) => sum + pixels.length, 0);
  if (bytes > MOST_AT_ONCE) {
    throw new InputError(
      `${data} comes to ${Math.round(bytes / 1e6)} MB of pixels; images.npz is made in memory, of at most ${MOST_AT_ONCE / 1e6} MB. ` +
        "Export the project without --data, and give it the images there as its README.md says",
    );
  }
  const coarse = await cache.get(importedKey(dataset.hash, "train", "coarse"));
  return [
    ...torchProject(experiment, encodeLink(experiment)),
    { path: "images.npz", content: imagesNpz(splits, coarse ?? undefined) },
  ];
}
