import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { encodeLink } from "../../src/experiment/link/encode";
import { armTitle } from "../../src/experiment/network";
import { csvOf } from "../../src/record/csv";
import { columnsOf } from "../../src/record/exportRun";
import { foldEvents } from "../../src/record/foldEvents";
import { newRun, type RunRecord } from "../../src/record/runRecord";
import { points } from "../../src/record/series";
import { finish } from "../../src/tasks/steps";
import { eventFile, type Hyperparameters } from "../../src/torch/tensorboard";
import type { Command } from "./command";
import { parseOptions } from "./options";
import { readStoredRuns, STORED_RUN_HELP } from "./storedRun";

const OPTIONS = { to: { takesValue: true } };

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
  summary: "Writes runs as TensorBoard event files, and their curves as runs.parquet and runs.csv.",
  usage: `<runs> --to DIR

  <runs>             ${STORED_RUN_HELP};
                     several of them, and of each file all runs, where none is chosen
  --to DIR           DIR/<run>/<arm>/events.out.tfevents.…, DIR/runs.parquet and DIR/runs.csv: a row for each value, with
                     run, name, link, seed, arm, title, method, series, step, value`,
  run(args, io) {
    const { positional, values, problems } = parseOptions(args, OPTIONS);
    const wrong = [...problems];
    const to = values.get("to");
    if (positional.length === 0) wrong.push("runs are missing: files that the page exported or train --out packed");
    if (to === undefined) wrong.push("--to is missing: the folder that the logs go to");
    for (const problem of wrong) io.err(`lab logs: ${problem}`);
    if (wrong.length > 0 || to === undefined) return Promise.resolve(2);
    const runs = positional.flatMap(loggedRuns);
    const rows = runs.flatMap((run) => {
      writeEvents(run, to);
      return rowsOf(run);
    });
    mkdirSync(to, { recursive: true });
    writeFileSync(join(to, "runs.csv"), csvOf([COLUMNS.map(({ name }) => name), ...rows]));
    writeFileSync(join(to, "runs.parquet"), new Uint8Array(parquetOf(rows)));
    io.out(`${to}: ${runs.length} runs, ${rows.length} values`);
    return Promise.resolve(0);
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

function writeEvents({ id, record, began }: LoggedRun, to: string): void {
  record.arms.forEach((arm, index) => {
    const folder = join(to, id, arm.letter);
    mkdirSync(folder, { recursive: true });
    const name = `events.out.tfevents.${Math.floor(began)}.forklab`;
    writeFileSync(join(folder, name), eventFile(record, arm.letter, hyperparametersOf(record, index), began));
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

const COLUMNS = [
  { name: "run", type: "STRING" },
  { name: "name", type: "STRING" },
  { name: "link", type: "STRING" },
  { name: "seed", type: "INT32" },
  { name: "arm", type: "STRING" },
  { name: "title", type: "STRING" },
  { name: "method", type: "STRING" },
  { name: "series", type: "STRING" },
  { name: "step", type: "INT32" },
  { name: "value", type: "DOUBLE" },
] as const;

type Row = readonly (string | number)[];

/** A row for each value of each curve; what is of no arm (the learning rate) has an empty one. */
function rowsOf({ id, name, record }: LoggedRun): readonly Row[] {
  const { experiment } = record;
  const link = `#${encodeLink(experiment)}`;
  return columnsOf(record).flatMap(({ name: column, series }) => {
    const [, letter = "", own = column] = /^([A-D])\/(.*)$/.exec(column) ?? [];
    const arm = experiment.arms["ABCD".indexOf(letter === "" ? "?" : letter)];
    const head = [
      id,
      name,
      link,
      experiment.seed,
      letter,
      arm === undefined ? "" : armTitle(arm),
      arm?.method.kind ?? "",
      own,
    ];
    return points(series).flatMap(({ step, value }): readonly Row[] =>
      Number.isNaN(value) ? [] : [[...head, step, value]],
    );
  });
}

function parquetOf(rows: readonly Row[]): ArrayBuffer {
  return parquetWriteBuffer({
    columnData: COLUMNS.map(({ name, type }, index) => ({ name, type, data: rows.map((row) => row[index]) })),
  });
}
