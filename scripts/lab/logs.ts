import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Splits } from "../../src/catalog/datasets/dataset";
import type { DatasetCache } from "../../src/data/datasetCache";
import { datasetEntry } from "../../src/experiment/network";
import { foldEvents } from "../../src/record/foldEvents";
import { newRun, type RunRecord } from "../../src/record/runRecord";
import { cellRows, runRows, tableCsv, tableParquet } from "../../src/sweep/valueTable";
import { finish } from "../../src/tasks/steps";
import { hasSamples, samplePictures } from "../../src/torch/samplePictures";
import { eventFile, type Hyperparameters } from "../../src/torch/tensorboard";
import { plural } from "../../src/ui/words/plural";
import type { Command, Io } from "./command";
import { withImages } from "./imagesArgument";
import { parseOptions } from "./options";
import { readStoredCells } from "./storedCells";
import { readStoredRuns, STORED_RUN_HELP } from "./storedRun";

const OPTIONS = { to: { takesValue: true }, data: { takesValue: true } };

interface LoggedRun {
  readonly id: string;
  readonly name: string;
  readonly record: RunRecord;
  /** Seconds since 1970. */
  readonly began: number;
}

/** Writes runs for TensorBoard, pandas and spreadsheets. */
export const logs: Command = {
  name: "logs",
  summary: "Writes runs as TensorBoard event files, and theirs and sweeps' values as runs.parquet and runs.csv.",
  usage: `<runs> --to DIR [--data FILE]

  <runs>             ${STORED_RUN_HELP};
                     several of them, and of each file all runs, where none is chosen. Also results of sweeps,
                     results.jsonl[:CELL], which go into the tables alone
  --to DIR           DIR/<run>/<arm>/events.out.tfevents.…, with the sample pictures of the last evaluation; DIR/runs.parquet
                     and DIR/runs.csv: a row for each value, with run, name, sweep, link, seed, status, arm, title, method,
                     placement, series, step, value
  --data FILE        images from a file or a folder, for the pictures of runs that were trained on them`,
  async run(args, io) {
    const { positional, values, problems } = parseOptions(args, OPTIONS);
    const wrong = [...problems];
    const to = values.get("to");
    if (positional.length === 0)
      wrong.push("runs are missing: files that the page exported or train --out packed, or results of a sweep");
    if (to === undefined) wrong.push("--to is missing: the folder that the logs go to");
    for (const problem of wrong) io.err(`lab logs: ${problem}`);
    if (wrong.length > 0 || to === undefined) return 2;
    const given = positional.map((argument) => {
      const cells = readStoredCells(argument, io);
      return cells === undefined ? { runs: loggedRuns(argument), cells: [] } : { runs: [], cells };
    });
    const runs = given.flatMap((one) => one.runs);
    const cells = given.flatMap((one) => one.cells);
    const pictures = pictureSource(values.get("data"), io);
    for (const run of runs) writeEvents(run, hasSamples(run.record) ? await pictures(run) : undefined, to);
    const rows = [...runs.flatMap(({ id, name, record }) => runRows(id, name, record)), ...cells.flatMap(cellRows)];
    mkdirSync(to, { recursive: true });
    writeFileSync(join(to, "runs.csv"), tableCsv(rows));
    writeFileSync(join(to, "runs.parquet"), tableParquet(rows));
    const told = [
      ...(runs.length > 0 || cells.length === 0 ? [`${runs.length} ${plural(runs.length, "run", "runs")}`] : []),
      ...(cells.length > 0 ? [`${cells.length} ${plural(cells.length, "run of a sweep", "runs of sweeps")}`] : []),
      `${rows.length} values`,
    ];
    io.out(`${to}: ${told.join(", ")}`);
    return 0;
  },
};

function loggedRuns(argument: string): readonly LoggedRun[] {
  return readStoredRuns(argument).map(({ entry, experiment, events }) => ({
    id: entry.id,
    name: entry.name,
    record: finish(foldEvents(newRun(entry.id, experiment), events)),
    began: entry.created / 1000,
  }));
}

/** The pictures of runs, each set once; undefined where they are in files that are not given, which is told. */
function pictureSource(data: string | undefined, io: Io): (run: LoggedRun) => Promise<Splits | undefined> {
  const known = new Map<string, Promise<Splits | undefined>>();
  const load = async ({ id, record: { experiment } }: LoggedRun): Promise<Splits | undefined> => {
    const { dataset, seed } = experiment;
    let cache: DatasetCache | undefined;
    if (dataset.kind === "files") {
      if (data === undefined) {
        io.err(`lab logs: ${id}: its pictures are in files; with --data FILE they stand in the event files, too`);
        return undefined;
      }
      ({ cache } = (await withImages(experiment, data, "node", io)).images);
    }
    return datasetEntry(dataset.kind).load(dataset, seed, cache === undefined ? {} : { cache });
  };
  return (run) => {
    const { dataset, seed } = run.record.experiment;
    const key = JSON.stringify([dataset, dataset.kind === "files" ? 0 : seed]);
    const found = known.get(key) ?? load(run);
    known.set(key, found);
    return found;
  };
}

function writeEvents({ id, record, began }: LoggedRun, splits: Splits | undefined, to: string): void {
  record.arms.forEach((arm, index) => {
    const folder = join(to, id, arm.letter);
    mkdirSync(folder, { recursive: true });
    const name = `events.out.tfevents.${Math.floor(began)}.forklab`;
    const pictures = splits === undefined ? [] : samplePictures(record, index, splits);
    writeFileSync(join(folder, name), eventFile(record, arm.letter, hyperparametersOf(record, index), began, pictures));
  });
}

/** Everything that was set, in one level. */
function hyperparametersOf({ experiment }: RunRecord, index: number): Hyperparameters {
  const { seed, arms, ...shared } = experiment;
  const arm = arms[index];
  const groups = { ...shared, method: arm?.method ?? {} };
  return Object.fromEntries([
    ["seed", seed],
    ["forks", (arm?.forks ?? []).map(({ site, branch }) => `${site} ${branch.kind}`).join(", ")],
    ...Object.entries(groups).flatMap(([group, settings]) =>
      Object.entries(settings).map(([key, value]): readonly [string, string | number | boolean] => [
        `${group}.${key}`,
        typeof value === "object" ? JSON.stringify(value) : (value as string | number | boolean),
      ]),
    ),
  ]);
}
