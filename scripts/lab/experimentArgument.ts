import { idleRule } from "../../src/experiment/combiningCost";
import { ARM_LETTERS, type Experiment } from "../../src/experiment/experiment";
import { networksOf } from "../../src/experiment/networks";
import type { Claim } from "../../src/experiment/link/claim";
import { decodeWithClaim } from "../../src/experiment/link/decodeWithClaim";
import { encodeLink } from "../../src/experiment/link/encode";
import { findPreset, presets } from "../../src/experiment/presets";
import { armDialogWords } from "../../src/ui/words/armDialogWords";
import { whatText } from "../../src/ui/words/issueWords";
import { mendedText } from "../../src/ui/words/linkWords";
import type { Io } from "./command";
import { readGiven } from "./inputError";

/** An experiment as the commands understand it. */
export interface ExperimentArgument {
  readonly experiment: Experiment;
  /** The link of what will be run, whatever was typed. */
  readonly link: string;
  /** Results that a link held. */
  readonly claim?: Claim;
}

/** For usage texts. */
export const EXPERIMENT_HELP = `<link or preset>   a share link (whole, or from v1& on; quote it for the shell), @file with a link in it, or a
                     preset: ${presets.map(({ id }) => id).join(", ")}`;

/**
 * Reads a link or a preset's name; everything that is odd about a link is told.
 * @returns undefined when there is no experiment that could be run; the reasons have been told.
 */
export function readExperiment(argument: string | undefined, io: Io): ExperimentArgument | undefined {
  if (argument === undefined) {
    io.err(`lab: an experiment is missing; give a link or one of ${presets.map(({ id }) => id).join(", ")}`);
    return undefined;
  }
  const preset = findPreset(argument);
  if (preset !== undefined) return { experiment: preset.experiment, link: encodeLink(preset.experiment) };
  const text = argument.startsWith("@") ? readGiven(argument.slice(1)).toString("utf8").trim() : argument;
  const { experiment, issues, mended, unusable, extras, claim } = decodeWithClaim(text);
  if (mended !== undefined) io.err(mendedText(mended));
  for (const { path, what } of issues) io.err(`${path}: ${whatText(what)}`);
  if (unusable) {
    io.err(
      `lab: ${JSON.stringify(text.slice(0, 60))} is neither a link (…#v1&…) nor a preset; ` +
        `presets: ${presets.map(({ id }) => id).join(", ")}`,
    );
    return undefined;
  }
  if (issues.some(({ blocking }) => blocking)) {
    io.err("lab: this experiment cannot be run as it is; see above");
    return undefined;
  }
  networksOf(experiment).arms.forEach((network, index) => {
    const idle = network && idleRule(experiment.arms[index]?.combining, network);
    if (idle !== undefined) io.err(`arm ${ARM_LETTERS[index] ?? ""}: ${armDialogWords.idle[idle]}`);
  });
  return { experiment, link: encodeLink(experiment, extras), ...(claim === undefined ? {} : { claim }) };
}
