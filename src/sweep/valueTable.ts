import { parquetWriteBuffer } from "hyparquet-writer";
import { encodeLink } from "../experiment/link/encode";
import type { Arm, Experiment } from "../experiment/experiment";
import { armTitle } from "../experiment/network";
import { StoredError, storedExperiment } from "../experiment/storedExperiment";
import { watchedSplit } from "../experiment/validation";
import { MAIN } from "../graph/networkGraph";
import { csvOf } from "../record/csv";
import { columnsOf } from "../record/exportRun";
import type { RunPhase, RunRecord } from "../record/runRecord";
import { points } from "../record/series";
import type { CellResult } from "./cellResult";

/*
 * Runs and cells of sweeps as one table with a row for each value. A run has all its curves; of a cell there is what its line of
 * results says, under the same names.
 */

const COLUMNS = [
  { name: "run", type: "STRING" },
  { name: "name", type: "STRING" },
  { name: "sweep", type: "STRING" },
  { name: "link", type: "STRING" },
  { name: "seed", type: "INT32" },
  { name: "status", type: "STRING" },
  { name: "arm", type: "STRING" },
  { name: "title", type: "STRING" },
  { name: "method", type: "STRING" },
  { name: "placement", type: "STRING" },
  { name: "series", type: "STRING" },
  { name: "step", type: "INT32" },
  { name: "value", type: "DOUBLE" },
] as const;

type Cell = string | number;
/** A value of a run, and what it is of. */
export type ValueRow = { readonly [column in (typeof COLUMNS)[number]["name"]]: Cell };

/** A row for each value of each curve; what is of no arm (the learning rate) has an empty one. */
export function runRows(id: string, name: string, record: RunRecord): readonly ValueRow[] {
  const { experiment, phase } = record;
  const link = `#${encodeLink(experiment)}`;
  return columnsOf(record).flatMap(({ name: column, series }) => {
    const [, letter = "", own = column] = /^([A-D])\/(.*)$/.exec(column) ?? [];
    const arm = experiment.arms["ABCD".indexOf(letter === "" ? "?" : letter)];
    const head = { run: id, name, sweep: "", link, seed: experiment.seed, status: statusOf(phase), ...armCells(arm) };
    return points(series).flatMap(({ step, value }): readonly ValueRow[] =>
      Number.isNaN(value) ? [] : [{ ...head, arm: letter, series: own, step, value }],
    );
  });
}

/** As results of sweeps call it. */
const statusOf = (phase: RunPhase): string => (phase === "completed" ? "done" : phase);

function armCells(arm: Arm | undefined): Pick<ValueRow, "title" | "method" | "placement"> {
  if (arm === undefined) return { title: "", method: "", placement: "" };
  return {
    title: armTitle(arm),
    method: arm.method.kind,
    placement: arm.forks.map(({ site }) => site).join("+"),
  };
}

/** What a line of results says of a run. */
export interface StoredCell {
  readonly result: CellResult;
  readonly experiment: Experiment;
}

/** @returns a cell with its experiment; undefined for one whose link cannot be read. */
export function storedCell(result: CellResult): StoredCell | undefined {
  try {
    return { result, experiment: storedExperiment(result.link) };
  } catch (error) {
    if (error instanceof StoredError) return undefined;
    throw error;
  }
}

/** A row for each value of a cell's line; one that failed has only its cost. */
export function cellRows({ result, experiment }: StoredCell): readonly ValueRow[] {
  const { cell, sweep, link, seed, status, method, placement, steps } = result;
  const head = {
    run: cell,
    name: "",
    sweep,
    link: `#${link}`,
    seed,
    status,
    arm: "A",
    ...armCells(experiment.arms[0]),
    title: method,
    placement: placement.join("+"),
  };
  return cellValues(result, experiment).flatMap(([series, step, value]): readonly ValueRow[] =>
    value === null ? [] : [{ ...head, series, step: step ?? steps, value }],
  );
}

type CellValue = readonly [series: string, step: number | undefined, value: number | null];

/** Without a step what is of the end or of the whole run. */
function cellValues(result: CellResult, experiment: Experiment): readonly CellValue[] {
  const { metrics, validation, early, agreement, curve, cost, seconds, steps } = result;
  const watched = watchedSplit(experiment);
  const watchedEnd = watched === "test" ? metrics : (validation ?? {});
  const ended = typeof watchedEnd["accuracy"]?.[MAIN] === "number";
  const metricValues = (split: string, own: CellResult["metrics"]): readonly CellValue[] =>
    Object.entries(own).flatMap(([metric, branches]) =>
      Object.entries(branches).map(([branch, value]): CellValue => [`${split}/${metric}/${branch}`, undefined, value]),
    );
  const means = (path: string, branches: CellResult["early"]): readonly CellValue[] =>
    Object.entries(branches).map(([branch, value]): CellValue => [`${path}/${branch}`, undefined, value]);
  return [
    // The end is told of all images below.
    ...curve
      .filter(([step]) => !(ended && step === steps))
      .map(([step, value]): CellValue => [`${watched}/accuracy/${MAIN}`, step, value]),
    ...metricValues("test", metrics),
    ...metricValues("validation", validation ?? {}),
    ...means("mean agreement/early", early),
    ...means("mean agreement/all", agreement),
    ["cost/parameters", undefined, cost.parameters],
    ["cost/multiplyAdds", undefined, cost.multiplyAdds],
    ["seconds", undefined, seconds],
  ];
}

/** The table as text. */
export function tableCsv(rows: readonly ValueRow[]): string {
  return csvOf([COLUMNS.map(({ name }) => name), ...rows.map((row) => COLUMNS.map(({ name }) => row[name]))]);
}

/** The table as Parquet, a column for each of those above. */
export function tableParquet(rows: readonly ValueRow[]): Uint8Array<ArrayBuffer> {
  const columnData = COLUMNS.map(({ name, type }) => ({ name, type, data: rows.map((row) => row[name]) }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
