import { existsSync, statSync } from "node:fs";
import { SPREAD, verdictOn, type Verdict } from "../../src/record/claimOf";
import { foldRun } from "../../src/record/foldRun";
import { newRun } from "../../src/record/runRecord";
import { ARM_LETTERS } from "../../src/experiment/experiment";
import type { Command } from "./command";
import { readExperiment } from "./experimentArgument";
import { withImages } from "./imagesArgument";
import { parseOptions } from "./options";
import { runAgain } from "./runAgain";
import { onEngine, readRuntime, RUNTIME_HELP } from "./runtime";
import { withStart } from "./startFile";
import { build } from "./train";
import { verifyClass, type RunAgain } from "./verifyClass";

const OPTIONS = {
  within: { takesValue: true },
  runtime: { takesValue: true },
  data: { takesValue: true },
  start: { takesValue: true },
  "no-build": { takesValue: false },
  quiet: { takesValue: false },
  csv: { takesValue: true },
};

/** Runs a link's experiment again and compares what comes out with the results that the link holds. */
export const verify: Command = {
  name: "verify",
  summary: "Trains a link's experiment again, or those of a class's file, and compares with the results in the link.",
  usage: `<link or file> [options]

  <link>             a share link with results (whole, or from v1& on; quote it for the shell), or @file with one in it
  <file>             what a class handed in: lines with a name and a link each; all are verified in turn, in this process if
                     --runtime does not say otherwise, and come out as a table; a line that cannot be used is told with its number
  --csv FILE         of a class, the table as CSV besides
  --within X         how far an accuracy may be off (default ${SPREAD}; two images of the test set where that is more)
  ${RUNTIME_HELP}
  --data FILE        the link's images, from a file or a folder; without, a link on own images cannot be verified
  --start FILE       the weights that the link's arms start from (learn.start): FILE.safetensors in PyTorch's names, or a run that
                     was trained with --out FILE or exported
  --quiet            no progress on the error output
  --no-build         use the build in dist/ as it is

  Results that were made by the engine in WebAssembly are verified on it, and must be equal to the last digit of every curve.

  The exit status is 0 when the results were reproduced, 1 when they differ or the run failed, 2 when the link holds no
  results that can be compared, or for wrong arguments.`,
  async run(args, io) {
    const { positional, values, problems } = parseOptions(args, OPTIONS);
    const within = Number(values.get("within") ?? SPREAD);
    const wrong = [...problems];
    const [given = ""] = positional;
    // A link may be longer than any name of a file; only what exists is asked for more.
    const isFile = existsSync(given) && statSync(given).isFile();
    // A server needs neither a browser nor a build for a class's file.
    const runtime = readRuntime(new Map([...(isFile ? [["runtime", "node"] as const] : []), ...values]), wrong);
    if (positional.length > 1) wrong.push(`one link is expected, got ${positional.length}`);
    if (!(within >= 0 && within <= 1)) wrong.push("--within: expected a number from 0 to 1");
    for (const problem of wrong) io.err(`lab verify: ${problem}`);
    if (wrong.length > 0 || runtime === undefined) return 2;
    const csv = values.get("csv");
    if (isFile) {
      if (values.has("data")) {
        io.err("lab verify: --data goes with one link; images of a class's own are not to be had here");
        return 2;
      }
      if (values.has("start")) {
        io.err("lab verify: --start goes with one link, not with a class's file");
        return 2;
      }
      if (runtime.kind === "browser" && !values.has("no-build") && !build(io)) return 1;
      const runAgainOn: RunAgain = (experiment, engine) =>
        runAgain(experiment, onEngine(runtime, engine), undefined, io, values.has("quiet"));
      return verifyClass({ file: given, within, csv, runAgain: runAgainOn }, io);
    }
    if (csv !== undefined) {
      io.err("lab verify: --csv goes with a class's file");
      return 2;
    }
    const read = readExperiment(positional[0], io);
    if (read === undefined) return 2;
    const claim = read.claim;
    if (claim?.finals === undefined && claim?.curves === undefined) {
      io.err("lab verify: this link holds no results to compare with");
      return 2;
    }
    if (runtime.kind === "browser" && !values.has("no-build") && !build(io)) return 1;
    const data = values.get("data");
    if (data !== undefined && read.experiment.dataset.kind !== "files") {
      io.err("lab verify: --data gives the images of a link on own images; this link is on others");
      return 2;
    }
    const images = data === undefined ? undefined : (await withImages(read.experiment, data, runtime.kind, io)).images;
    const start = values.get("start");
    if (start !== undefined && !read.experiment.arms.some(({ learning }) => learning?.start)) {
      io.err("lab verify: --start gives the weights that a link's arms start from; this link names none");
      return 2;
    }
    const weights = start === undefined ? [] : (await withStart(read.experiment, start)).weights;
    const exact = onEngine(runtime, claim.exact === undefined ? undefined : "wasm");
    const events = await runAgain(read.experiment, exact, images, io, values.has("quiet"), weights);
    if (events === undefined) return 1;
    const record = events.reduce(foldRun, newRun("verify", read.experiment));
    const verdict = verdictOn(claim, record, within);
    if (verdict.kind === "claimed") {
      io.err(`lab verify: the run ended as ${record.phase} at step ${record.step}; nothing could be compared`);
      return 1;
    }
    io.out(verdictText(verdict));
    return verdict.kind === "reproduced" ? 0 : 1;
  },
};

function verdictText({ kind, everyCurve, exact, gap, where }: Exclude<Verdict, { readonly kind: "claimed" }>): string {
  if (kind === "reproduced") {
    if (everyCurve === true) return "reproduced exactly: every curve is equal to the last digit";
    return exact ? "reproduced exactly, to the link's digits" : `reproduced within ${gap.toFixed(4)}`;
  }
  const { arm, branch, step } = where;
  const place = `arm ${ARM_LETTERS[arm] ?? "?"}, ${branch}, step ${step}`;
  return everyCurve === undefined
    ? `differs by ${gap.toFixed(4)}: ${place}`
    : `differs: not every curve is equal to the last digit; furthest apart by ${gap.toFixed(4)} or less than the link shows: ${place}`;
}
