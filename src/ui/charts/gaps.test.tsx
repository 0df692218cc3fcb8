// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { metrics, type MetricKind } from "../../catalog/metrics";
import type { Metric } from "../../catalog/metrics/metric";
import { type measures } from "../../catalog/measures";
import { methods } from "../../catalog/methods";
import type { Arm, Experiment } from "../../experiment/experiment";
import { dhmArm, dsnArm, findPreset, plainArm, smallData } from "../../experiment/presets";
import { RECORDED_RUN } from "../../experiment/recordedRun";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import { type PROBE_PARTS } from "../../record/measuring";
import { foldRun } from "../../record/foldRun";
import { append, emptySeries } from "../../record/series";
import { newRun, type RunRecord } from "../../record/runRecord";
import { initialValues } from "../../schema/field";
import { labStage } from "../testing/renderLab";
import { gapWords } from "../words/gapWords";
import { strings } from "../words/strings";
import { accuracyGap } from "./accuracyGap";
import { AccuracyTable } from "./AccuracyTable";
import { AgreementDials } from "./AgreementDials";
import { AgreementHistory } from "./AgreementHistory";
import { AgreementLines } from "./AgreementLines";
import { AgreementMap } from "./AgreementMap";
import { AgreementNoise } from "./AgreementNoise";
import { agreementGap } from "./agreementGap";
import { ClassifyCharts } from "./ClassifyCharts";

afterEach(cleanup);

const smoke = findPreset("smoke")?.experiment ?? smallData;
const withArms = (...arms: readonly Arm[]): Experiment => ({ ...smoke, arms });
const played = (experiment: Experiment, until = 40): RunRecord =>
  sampleEvents(RECORDED_RUN, experiment, until).reduce(foldRun, newRun(RECORDED_RUN, experiment));

it("a metric that compares heads says so where an arm has one, before and after a run, and no other metric does", () => {
  const alone = withArms(plainArm());
  const two = withArms(plainArm(), dsnArm("s1b1"));
  for (const [name, metric] of Object.entries(metrics) as [MetricKind, Metric][]) {
    const expected = metric.needs === "heads" ? "heads" : undefined;
    expect(accuracyGap(alone, undefined, [0], name), name).toBe(expected);
    expect(accuracyGap(two, undefined, [0, 1], name), name).toBeUndefined();
    expect(accuracyGap(two, undefined, [0], name), name).toBe(expected);
  }
  expect(accuracyGap(alone, played(alone), [0], "exits")).toBe("heads");
  expect(accuracyGap(alone, played(alone), [0], "accuracy")).toBeUndefined();
  // The sample's runs know accuracy and log loss alone, as old ones do.
  expect(accuracyGap(two, played(two), [0, 1], "exits")).toBe("older");
  expect(accuracyGap(two, played(two, 1), [0, 1], "exits")).toBeUndefined();
});

it("shows the reason where the chart would be, and where the table would be", () => {
  const stage = labStage();
  const { loadExperiment, showMetric } = stage.store.getState();
  act(() => {
    loadExperiment(withArms(plainArm()));
    showMetric("exits");
  });
  const charts = render(stage.wrap(<ClassifyCharts width={400} height={200} />));
  expect(screen.getByText(gapWords.accuracy.heads)).toBeTruthy();
  act(() => showMetric("accuracy"));
  expect(screen.queryByText(gapWords.accuracy.heads)).toBeNull();
  charts.unmount();
  act(() => showMetric("consensus"));
  render(stage.wrap(<AccuracyTable />));
  expect(screen.getByText(gapWords.accuracy.heads)).toBeTruthy();
});

it("whatever of the agreement can be chosen has curves or a reason, and the reason is the arms'", () => {
  const dml: Arm = { ...dsnArm("input"), method: { kind: "dml", ...initialValues(methods.dml.fields) } };
  const ask = (arm: Arm, pair: string) => {
    const experiment = withArms(arm);
    const record = played(experiment);
    return (measure: keyof typeof measures | "fork", part: (typeof PROBE_PARTS)[number]) =>
      agreementGap({ experiment, record, shown: [0], pair, measure, part });
  };
  const watching = ask(plainArm("s1b1"), "s1b1");
  expect(watching("cosine", "ce")).toBeUndefined();
  expect(watching("cosine", "whole")).toBe("watching");
  expect(watching("cosine", "rest")).toBe("nothingTaught");
  // Of branches that watch the trainer tells zeros, as trained: curves without a number.
  const told = (record: RunRecord): RunRecord => ({
    ...record,
    arms: record.arms.map((arm) => ({
      ...arm,
      measures: { ...arm.measures, "cosine/whole": { s1b1: { s1: append(emptySeries, 5, Number.NaN) } } },
    })),
  });
  const plain = withArms(plainArm("s1b1"));
  const asked = { experiment: plain, shown: [0], pair: "s1b1", measure: "cosine", part: "whole" } as const;
  expect(agreementGap({ ...asked, record: told(played(plain)) })).toBe("watching");
  const dsn = ask(dsnArm("s1b1"), "s1b1");
  expect(dsn("cosine", "rest")).toBe("nothingTaught");
  expect(dsn("diversity", "rest")).toBe("together");
  expect(ask(dml, "input")("cosine", "ce")).toBe("noSharedPath");
  // Nothing is missing of a run that was not probed yet.
  const experiment = withArms(dsnArm("s1b1"));
  const record = played(experiment, 1);
  expect(
    agreementGap({ experiment, record, shown: [0], pair: "s1b1", measure: "cosine", part: "rest" }),
  ).toBeUndefined();
});

it("has no empty table of noise where main and a branch share nothing", () => {
  const stage = labStage();
  const dml: Arm = { ...dsnArm("input"), method: { kind: "dml", ...initialValues(methods.dml.fields) } };
  act(() => {
    stage.store.getState().loadExperiment(withArms(dml));
    stage.store.getState().play();
  });
  const { record } = stage.store.getState();
  if (record === undefined) throw new Error("nothing was started");
  act(() => stage.say({ type: "events", events: sampleEvents(record.run, record.experiment, 20) }));
  render(stage.wrap(<AgreementNoise />));
  expect(screen.getByText(gapWords.agreement.noSharedPath)).toBeTruthy();
  expect(screen.queryByRole("table")).toBeNull();
});

it("says in lines, dials, table and map why mimicry cannot be compared where nothing mimics", () => {
  const stage = labStage();
  act(() => {
    stage.store.getState().loadExperiment(withArms(dsnArm("s1b1"), dhmArm(1, "s1b1")));
    stage.store.getState().play();
  });
  const { record, showPart, solo, showAgreement } = stage.store.getState();
  if (record === undefined) throw new Error("nothing was started");
  act(() => stage.say({ type: "events", events: sampleEvents(record.run, record.experiment, 20) }));
  act(() => {
    solo(0);
    showPart("rest");
    showAgreement("lines");
  });
  const said = gapWords.agreement.nothingTaught;
  for (const view of [
    <AgreementLines key="lines" width={400} height={200} />,
    <AgreementDials key="dials" />,
    <AgreementHistory key="table" />,
  ]) {
    const { unmount } = render(stage.wrap(view));
    expect(screen.getByText(said)).toBeTruthy();
    unmount();
  }
  render(stage.wrap(<AgreementMap width={400} height={200} />));
  expect(screen.getAllByText(strings.agreement.nothing).length).toBeGreaterThan(0);
});
