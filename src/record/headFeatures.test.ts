import { expect, test } from "vitest";
import { smallData } from "../experiment/presets";
import type { TrainEvent } from "../protocol/event";
import { sampleEvents } from "../protocol/testing/sampleEvents";
import { curveDigest } from "./curveDigest";
import { toJson } from "./exportRun";
import { foldRun } from "./foldRun";
import { newRun } from "./runRecord";

const experiment = { ...smallData, training: { ...smallData.training, budget: 138 } };
const fold = (events: readonly TrainEvent[]) => events.reduce(foldRun, newRun("run", experiment));

const plain = sampleEvents("run", experiment, 138);
const asked = plain.map((event): TrainEvent =>
  event.type === "evaluation"
    ? {
        ...event,
        features: {
          images: 256,
          heads: ["main", "s1b1"].map((branch) => ({ arm: 0, branch, dimensions: 16, rank: event.step })),
          cka: [0.5],
        },
      }
    : event,
);

test("features are kept by evaluation, the end's in place of the last one's, and leave a record with its file", () => {
  const record = fold(asked);
  expect(record.features.map(({ step }) => step)).toEqual([46, 92, 138]);
  const last = asked.findLast(({ type }) => type === "evaluation");
  const again = last === undefined ? record : foldRun(record, last);
  expect(again.features.map(({ step }) => step)).toEqual([46, 92, 138]);
  expect(JSON.parse(toJson(record))).toMatchObject({ features: [{ step: 46, cka: [0.5] }, {}, {}] });
  expect(JSON.parse(toJson(fold(plain)))).not.toHaveProperty("features");
});

test("they are void where a run goes back, and of images that are not watched", () => {
  const error = { code: "device-lost", message: "" };
  const back = foldRun(fold(asked), { run: "run", step: 92, type: "restarted", error });
  expect(back.features.map(({ step }) => step)).toEqual([46, 92]);
  const other = asked.map((event): TrainEvent =>
    event.type === "evaluation" ? { ...event, split: "validation" } : event,
  );
  expect(fold(other).features).toEqual([]);
});

test("exact claims do not count them", () => {
  expect(curveDigest(fold(asked))).toBe(curveDigest(fold(plain)));
});
