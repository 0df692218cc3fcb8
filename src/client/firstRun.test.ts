import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { metrics } from "../catalog/metrics";
import { applies } from "../catalog/metrics/metric";
import { datasetInfoOf } from "../experiment/network";
import { formatClaim } from "../experiment/link/claim";
import { decodeWithClaim } from "../experiment/link/decodeWithClaim";
import { encodeLink } from "../experiment/link/encode";
import { claimOf, verdictOn } from "../record/claimOf";
import { foldRun } from "../record/foldRun";
import { newRun } from "../record/runRecord";
import { RECORDED_RUN, recordedExperiment } from "../experiment/recordedRun";
import { pointAt } from "../record/series";
import { standing } from "../record/compare";
import { unpackRecording } from "./firstRun";

const file = fileURLToPath(new URL("./firstRun.recording", import.meta.url));

describe("the run that a first visit shows", () => {
  it("is small enough to be loaded by everybody", async () => {
    expect((await stat(file)).size).toBeLessThanOrEqual(170_000);
  });

  it("is a whole run of the median seed by the exact engine, folded like any other", async () => {
    const { link, events } = await unpackRecording((await openAsBlob(file)).stream());
    expect(link).toBe(encodeLink(recordedExperiment));
    const record = events.reduce(foldRun, newRun(RECORDED_RUN, recordedExperiment));
    expect(record).toMatchObject({ phase: "completed", step: 920, engine: { engine: "wasm" } });
    for (const arm of record.arms) {
      expect(arm.total.length).toBe(920);
      // It has learnt: chance is .05.
      expect(arm.final?.values["accuracy"]?.["main"]).toBeGreaterThan(0.5);
      expect(pointAt(arm.total, 919)?.value).toBeLessThan((pointAt(arm.total, 0)?.value ?? 0) / 2);
      expect(arm.agreement["s1b1"]?.["s1"]?.length).toBeGreaterThan(30);
      expect(arm.samples.at(-1)).toMatchObject({ final: true, images: 2000 });
    }
    expect(standing(record, 0, 1)?.final).toBe(true);
  });

  it("leaves no view of a first visit without its reading: samples from the first evaluation on, noise, every metric", async () => {
    const { events } = await unpackRecording((await openAsBlob(file)).stream());
    const early = events.filter(({ step }) => step <= 46).reduce(foldRun, newRun(RECORDED_RUN, recordedExperiment));
    const record = events.reduce(foldRun, newRun(RECORDED_RUN, recordedExperiment));
    for (const arm of early.arms) {
      expect(arm.samples.map(({ images }) => images)).toEqual([512]);
      expect(arm.noise.probes.length).toBeGreaterThan(0);
    }
    for (const arm of record.arms) {
      expect(arm.noise.probes.length).toBeGreaterThan(3);
      const offered = Object.values(metrics).filter((metric) => applies(metric, datasetInfoOf(recordedExperiment)));
      expect(Object.keys(arm.metrics)).toEqual(expect.arrayContaining(offered.map(({ kind }) => kind)));
    }
  });

  it("has results that a link carries whole", async () => {
    const { link, events } = await unpackRecording((await openAsBlob(file)).stream());
    expect(link).toBe(encodeLink(recordedExperiment));
    const record = events.reduce(foldRun, newRun(RECORDED_RUN, recordedExperiment));
    const results = claimOf(record);
    if (results === undefined) throw new Error("the recording has no results");
    const { claim, issues } = decodeWithClaim(encodeLink(recordedExperiment, [], formatClaim(results)));
    expect(issues).toEqual([]);
    expect(claim?.finals?.length).toBe(2);
    expect(claim?.map?.length).toBeGreaterThan(0);
    expect(claim && verdictOn(claim, record)).toMatchObject({ kind: "reproduced", exact: true });
  });
});
