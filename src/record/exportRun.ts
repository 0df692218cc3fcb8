import { encodeLink } from "../experiment/link/encode";
import { classAgreements, type ClassAgreement } from "./classesAt";
import { csvOf } from "./csv";
import { watchedSplit, type Split } from "../experiment/validation";
import type { ArmCurves, RunRecord, SeriesBy } from "./runRecord";
import { append, emptySeries, points, type Series } from "./series";

interface Column {
  readonly name: string;
  readonly series: Series;
  /** Measured on a clock: another run of the same experiment has other values. */
  readonly clock?: true;
}

/**
 * Every curve of a run by name: `A/test/accuracy/main` (`A/validation/…` where validation images were watched), `B/agreement/s1b1/s1`, `A/loss/ce/main`; a test finds every series
 * of a record among them.
 */
export function columnsOf(record: RunRecord): readonly Column[] {
  return [
    { name: "learningRate", series: record.learningRate },
    { name: "stepMs", series: record.stepMs, clock: true },
    { name: "probeMs", series: record.probeMs, clock: true },
    ...record.arms.flatMap((arm) => armColumns(arm, watchedSplit(record.experiment), record.step)),
  ];
}

/** Every curve that another run of the same experiment on the same device repeats bit for bit: all but the times. */
export function repeatableColumns(record: RunRecord): readonly Column[] {
  return columnsOf(record).filter(({ clock }) => clock === undefined);
}

function armColumns(arm: ArmCurves, watched: Split, end: number): readonly Column[] {
  const named = (path: string, all: { readonly [key: string]: Series | undefined }): readonly Column[] =>
    Object.entries(all).flatMap(([key, series]) =>
      series === undefined ? [] : [{ name: `${arm.letter}/${path}/${key}`, series }],
    );
  const nested = (path: string, all: { readonly [key: string]: { readonly [key: string]: Series | undefined } }) =>
    Object.entries(all).flatMap(([key, group]) => named(`${path}/${key}`, group));
  return [
    { name: `${arm.letter}/loss/total`, series: arm.total },
    ...named("loss", arm.losses),
    ...named("weight", arm.weights),
    ...named("sum instead", arm.fallbacks),
    ...(arm.norm.length > 0
      ? named("gradient", { length: arm.norm, ...(arm.clipped.length > 0 ? { "clipped to": arm.clipped } : {}) })
      : []),
    ...named("train/accuracy", arm.trainAccuracy),
    ...nested(watched, arm.metrics),
    // Where the curves are of validation images, the test set's one reading stands in columns of its own.
    ...(watched === "test" ? [] : nested("test", finalPoints(arm, end))),
    ...nested("agreement", arm.agreement),
    ...nested("normRatio", arm.normRatio),
    ...named("splitHalf", arm.splitHalf),
    ...nested("block", arm.blocks),
    ...Object.entries(arm.gains).flatMap(([reading, byBranch]) => named(`gain/${reading}`, byBranch)),
    ...named("splitHalf/lowest", arm.noise.low),
    ...named("splitHalf/highest", arm.noise.high),
    ...nested("agreementNoise", arm.noise.within),
    ...nested("signalToNoise", arm.noise.signal),
    ...Object.entries(arm.measures).flatMap(([measure, byBranch]) => nested(`measure/${measure}`, byBranch)),
    ...nested("fork", arm.features),
  ];
}

function finalPoints({ final }: ArmCurves, end: number): { readonly [metric: string]: SeriesBy<string> } {
  const point = (value: number): Series => append(emptySeries, end, value);
  return Object.fromEntries(
    Object.entries(final?.values ?? {}).map(([metric, byBranch]) => [
      metric,
      Object.fromEntries(Object.entries(byBranch).map(([branch, value]) => [branch, point(value)])),
    ]),
  );
}

/** One row per step at which anything was measured, one column per curve; empty where a curve has no value. */
export function toCsv(record: RunRecord, origin: CsvOrigin): string {
  return columnsToCsv(columnsOf(record), origin);
}

/** What a table's numbers can be made again from. */
export interface CsvOrigin {
  readonly seed: number;
  /** The address that opens the experiment. */
  readonly link: string;
}

/**
 * Some curves in the same form; those without a value are left out. Seed and link are the last columns of every row: lines
 * of comment above the header make pandas, R and spreadsheets fail with what they do by default.
 */
export function columnsToCsv(named: readonly Column[], { seed, link }: CsvOrigin): string {
  const columns = named.filter(({ series }) => series.length > 0);
  const rows = new Map<number, (string | number)[]>();
  columns.forEach(({ series }, index) => {
    for (const { step, value } of points(series)) {
      const row = rows.get(step) ?? columns.map((): string | number => "");
      row[index] = Number.isNaN(value) ? "" : value;
      rows.set(step, row);
    }
  });
  const header = ["step", ...columns.map(({ name }) => name), "seed", "link"];
  const body = [...rows].sort(([a], [b]) => a - b).map(([step, row]) => [step, ...row, seed, link]);
  return csvOf([header, ...body]);
}

/** The whole record: settings, engine, how it ended, every curve and the final values. */
export function toJson(record: RunRecord): string {
  const curves = columnsOf(record).map(({ name, series }) => [
    name,
    points(series).map(({ step, value }) => [step, Number.isNaN(value) ? null : value]),
  ]);
  const { run, experiment, phase, engine, budget, step, divergence, error } = record;
  const arms = record.arms.map((arm) => {
    const { letter, title, branches, terms, variants, start, final, validated, reference } = arm;
    const byClass = byClassOf(arm);
    return { letter, title, branches, terms, variants, start, final, validated, reference, byClass };
  });
  const link = encodeLink(experiment);
  return JSON.stringify(
    {
      format: "forklab-run",
      version: 1,
      run,
      link,
      experiment,
      phase,
      engine,
      budget,
      step,
      divergence,
      error,
      arms,
      // By evaluation, where it was asked for: each head's effective rank, and the CKA of every two.
      ...(record.features.length > 0 ? { features: record.features } : {}),
      curves: Object.fromEntries(curves),
    },
    undefined,
    1,
  );
}

/** By branch; undefined where nothing was measured by class. */
function byClassOf(arm: ArmCurves): { readonly [branch: string]: readonly ClassAgreement[] } | undefined {
  const all = [...arm.shared.keys()].map((branch) => [branch, classAgreements(arm, branch)] as const);
  return all.some(([, rows]) => rows.length > 0) ? Object.fromEntries(all) : undefined;
}
