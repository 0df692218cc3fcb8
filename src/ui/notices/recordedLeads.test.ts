import { openAsBlob } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { unpackRecording } from "../../client/firstRun";
import { RECORDED_RUN, recordedExperiment } from "../../experiment/recordedRun";
import { foldRun } from "../../record/foldRun";
import { newRun } from "../../record/runRecord";
import { recordedLeads } from "./recordedLeads";

it("the recording is of the seed whose difference is the median of five", async () => {
  const file = fileURLToPath(new URL("../../client/firstRun.recording", import.meta.url));
  const { events } = await unpackRecording((await openAsBlob(file)).stream());
  const record = events.reduce(foldRun, newRun(RECORDED_RUN, recordedExperiment));
  const leads = [...recordedLeads.values()].toSorted((a, b) => a - b);
  expect(leads).toHaveLength(5);
  expect(recordedLeads.get(recordedExperiment.seed)).toBe(leads[2]);
  const [dsn, dhm] = record.arms.map(({ final }) => final?.values["accuracy"]?.["main"] ?? Number.NaN);
  expect((100 * ((dhm ?? 0) - (dsn ?? 0))).toFixed(1)).toBe(leads[2]?.toFixed(1));
});
