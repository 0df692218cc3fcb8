import type { Experiment } from "../experiment/experiment";
import { datasetInfoOf } from "../experiment/network";
import { watchedImages, watchedSplit, type Split } from "../experiment/validation";
import { MAIN } from "../graph/networkGraph";
import type { ByBranch, TrainEvent } from "../protocol/event";
import { foldRun } from "../record/foldRun";
import { RECORDED_RUN } from "../experiment/recordedRun";
import { newRun, type RunRecord } from "../record/runRecord";
import type { CellResult } from "./cellResult";

/**
 * What is kept of finished runs of a sweep, as the record of one run with an arm of each: main's accuracy over the
 * steps and everything measured at the end. The losses and the probes of the steps are gone.
 * @returns undefined where an arm has no result or did not end well: there is nothing to compare.
 */
export function cellRecord(
  experiment: Experiment,
  results: readonly (CellResult | undefined)[],
): RunRecord | undefined {
  const done = results.flatMap((result) => (result?.status === "done" ? [result] : []));
  if (done.length === 0 || done.length < experiment.arms.length) return undefined;
  const end = Math.max(...done.map(({ steps }) => steps));
  const last = (result: CellResult): number => result.curve.at(-1)?.[0] ?? 0;
  const steps = [...new Set(done.flatMap(({ curve }) => curve.map(([step]) => step)))].toSorted((a, b) => a - b);
  const validated = watchedSplit(experiment) === "validation";
  const { evaluateImages } = experiment.measure;
  const evaluation = (step: number, final: boolean, split: Split = "test"): TrainEvent => ({
    run: RECORDED_RUN,
    step,
    type: "evaluation",
    final,
    ...(split === "validation" ? { split } : {}),
    images: !final
      ? evaluateImages
      : split === "test"
        ? datasetInfoOf(experiment).testCount
        : watchedImages(experiment),
    arms: done.map((result): { readonly [series: string]: ByBranch } => {
      if (final) return known(split === "test" ? result.metrics : (result.validation ?? {}));
      const value = result.curve.find(([at]) => at === step)?.[1];
      return value === undefined ? {} : { accuracy: { [MAIN]: value } };
    }),
  });
  // The curve ends with the last measurement, which the final one repeats with all that is known of it.
  const before = steps.filter((step) => done.some((result) => step < last(result)));
  const events = [
    ...before.map((step) => evaluation(step, false, watchedSplit(experiment))),
    ...(validated ? [evaluation(end, true, "validation")] : []),
    evaluation(end, true),
  ];
  const record = events.reduce(foldRun, newRun(RECORDED_RUN, experiment));
  return { ...record, step: end, phase: "completed" };
}

/** Without what was not a number. */
function known(metrics: CellResult["metrics"]): { readonly [series: string]: ByBranch } {
  return Object.fromEntries(
    Object.entries(metrics).map(([series, branches]) => [
      series,
      Object.fromEntries(
        Object.entries(branches).flatMap(([branch, value]) => (value === null ? [] : [[branch, value]])),
      ),
    ]),
  );
}
