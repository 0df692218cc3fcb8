import { writeFileSync } from "node:fs";
import { checkOf, type Check } from "../../src/classroom/checks";
import { claimedMain, handInCsv, lettersOf } from "../../src/classroom/handInCsv";
import { readHandIns, type HandIn } from "../../src/classroom/readHandIns";
import { differingSettings } from "../../src/classroom/settings";
import type { Experiment } from "../../src/experiment/experiment";
import type { EngineChoice } from "../../src/protocol/engineChoice";
import type { TrainEvent } from "../../src/protocol/event";
import { checkText, classWords, lineFaultText } from "../../src/ui/words/classWords";
import { share } from "../../src/ui/words/format";
import type { Io } from "./command";
import { readGiven } from "./inputError";
import { textTable } from "./table";

/** Trains an experiment again; undefined when that failed, which has been told. */
export type RunAgain = (
  experiment: Experiment,
  engine: EngineChoice | undefined,
) => Promise<readonly TrainEvent[] | undefined>;

interface ClassOptions {
  readonly file: string;
  readonly within: number;
  /** Where the table goes as CSV, besides. */
  readonly csv: string | undefined;
  readonly runAgain: RunAgain;
}

/**
 * Verifies every link of a file in turn and prints the table.
 * @returns the exit status: 0 when all were reproduced and no line was left out, 1 when not, 2 when the file has no result
 */
export async function verifyClass({ file, within, csv, runAgain }: ClassOptions, io: Io): Promise<number> {
  const { handIns, refused } = readHandIns(readGiven(file).toString("utf8"));
  for (const { line, why } of refused) io.err(`${file}:${line}: ${lineFaultText(why)}`);
  if (handIns.length === 0) {
    io.err(`lab verify: ${file} has no line with a link that holds results`);
    return 2;
  }
  const checks: (Check | undefined)[] = [];
  for (const [index, handIn] of handIns.entries()) {
    io.err(`${index + 1} of ${handIns.length}: ${nameOf(handIn)}`);
    const { experiment, claim } = handIn;
    const events = await runAgain(experiment, claim.exact === undefined ? undefined : "wasm");
    checks.push(events === undefined ? undefined : checkOf(experiment, claim, events, within));
  }
  for (const line of tableOf(handIns, checks)) io.out(line);
  if (csv !== undefined) writeFileSync(csv, handInCsv(handIns, checks));
  const all = checks.every((check) => check?.kind === "reproduced");
  return all && refused.length === 0 ? 0 : 1;
}

const nameOf = ({ who, line }: HandIn): string => (who === "" ? classWords.nobody(line) : who);

function tableOf(handIns: readonly HandIn[], checks: readonly (Check | undefined)[]): readonly string[] {
  const settings = differingSettings(handIns.map(({ experiment }) => experiment));
  const letters = lettersOf(handIns);
  const rows = handIns.map((handIn, row) => {
    const check = checks[row];
    const figures = letters.map((_, arm) => {
      const value = claimedMain(handIn, arm);
      return value === null ? "–" : share(value);
    });
    const state = check === undefined ? "not run" : checkText(check);
    return [nameOf(handIn), ...settings.map(({ values }) => values[row] ?? ""), ...figures, state];
  });
  return textTable(["who", ...settings.map(({ label }) => label), ...letters.map(classWords.main), "state"], rows);
}
