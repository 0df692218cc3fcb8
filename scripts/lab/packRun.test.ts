import { expect, it } from "vitest";
import { findPreset, smallData } from "../../src/experiment/presets";
import { sampleEvents } from "../../src/protocol/testing/sampleEvents";
import { foldEvents } from "../../src/record/foldEvents";
import { readRunFile } from "../../src/record/runFile";
import { newRun } from "../../src/record/runRecord";
import { recoverRun } from "../../src/storage/recover";
import { finish } from "../../src/tasks/steps";
import { packRun } from "./packRun";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const base64 = (values: Float32Array): string => Buffer.from(values.buffer).toString("base64");
const stateAt = (step: number) => ({
  step,
  arms: [1, 2].map((arm) => ({
    tensors: [["w", base64(Float32Array.of(arm, Number.NaN))]] as const,
    variants: { a: "b" },
  })),
});

it("a run that was trained without a page is one that the page takes in and shows", async () => {
  const events = sampleEvents("lab", smoke, 40);
  const blob = await packRun({ id: "lab-1", created: 7, experiment: smoke, events, snapshot: stateAt(40) });
  const [run] = finish(readRunFile(new Uint8Array(await blob.arrayBuffer())));
  if (run?.snapshot === undefined) throw new Error("the run has no snapshot");
  expect(run.entry).toMatchObject({ id: "lab-1", phase: "completed", step: 40, snapshotStep: 40 });
  expect(run.entry.weights).toHaveLength(2);
  const { log, snapshots, newest } = finish(recoverRun(run.log, [new Uint8Array(run.snapshot)]));
  expect(log.events).toEqual(events.map((event) => ({ ...event, run: "lab-1" })));
  expect(snapshots[newest]?.snapshot.arms[1]?.tensors.get("w")).toEqual(Float32Array.of(2, Number.NaN));
  expect(finish(foldEvents(newRun("lab-1", smoke), log.events)).phase).toBe("completed");
});

it("one that broke off goes on from its last state, whatever numbers it told", async () => {
  const events = sampleEvents("lab", smoke, 40)
    .filter(({ type, step }) => type !== "finished" && step <= 30)
    .map((event) =>
      event.type === "step" && event.step === 9
        ? { ...event, arms: event.arms.map((arm) => ({ ...arm, total: Number.NaN, losses: [Infinity, -Infinity] })) }
        : event,
    );
  const blob = await packRun({ id: "lab-2", created: 7, experiment: smoke, events, snapshot: stateAt(20) });
  const [run] = finish(readRunFile(new Uint8Array(await blob.arrayBuffer())));
  if (run?.snapshot === undefined) throw new Error("the run has no snapshot");
  expect(run.entry).toMatchObject({ step: 30, snapshotStep: 20 });
  expect(run.entry.weights).toBeUndefined();
  const { log, snapshots, newest } = finish(recoverRun(run.log, [new Uint8Array(run.snapshot)]));
  expect(log.events).toEqual(events.map((event) => ({ ...event, run: "lab-2" })));
  const kept = snapshots[newest];
  expect(kept?.snapshot.step).toBe(20);
  const leads = finish(recoverRun(run.log.subarray(0, kept?.logBytes), [])).log;
  expect(leads.damaged).toBe(false);
  expect(leads.events.every(({ step }) => step <= 20)).toBe(true);
  expect(leads.events.some(({ type, step }) => type === "step" && step === 20)).toBe(true);
});
