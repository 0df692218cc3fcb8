import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { torchProject } from "../../src/torch/project";
import type { Command } from "./command";
import { EXPERIMENT_HELP, readExperiment } from "./experimentArgument";
import { parseOptions } from "./options";

const OPTIONS = { to: { takesValue: true }, force: { takesValue: false } };

/** Writes the PyTorch project of an experiment. */
export const exportProject: Command = {
  name: "export",
  summary: "Writes an experiment as a small PyTorch project: networks, losses, data, training, initial weights.",
  usage: `<link or preset> --to DIR [--force]

  ${EXPERIMENT_HELP}
  --to DIR           where the project goes; a folder that is not there yet, or is empty
  --force            write into a folder that is not empty, over files of the same names`,
  run(args, io) {
    const { positional, values, problems } = parseOptions(args, OPTIONS);
    const to = values.get("to");
    const wrong = [...problems];
    if (positional.length > 1) wrong.push(`one experiment is expected, got ${positional.length}`);
    if (to === undefined) wrong.push("--to is missing: the folder that the project goes to");
    else if (!values.has("force") && existsSync(to) && readdirSync(to).length > 0) {
      wrong.push(`--to ${to}: this folder is not empty; name another one, or add --force to write over what is in it`);
    }
    for (const problem of wrong) io.err(`lab export: ${problem}`);
    if (wrong.length > 0 || to === undefined) return Promise.resolve(2);
    const read = readExperiment(positional[0], io);
    if (read === undefined) return Promise.resolve(2);
    const files = torchProject(read.experiment, read.link);
    for (const { path, content } of files) {
      const target = join(to, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
    io.out(`${to}: ${files.length} files; begin with README.md`);
    return Promise.resolve(0);
  },
};
