import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { openWasm } from "../../src/engine/wasm/openWasm";
import { RECORDED_RUN, recordedExperiment } from "../../src/experiment/recordedRun";
import type { TrainEvent } from "../../src/protocol/event";
import { decodeRecording, encodeRecording, recorded } from "../../src/storage/recording";
import { train } from "../../src/training/trainer";
import { root } from "../setup.mjs";

const STEPS = 3;

it("the recorded run begins as training does now, to the last digit that is kept", { timeout: 60_000 }, async () => {
  const { events } = await decodeRecording(gunzipSync(readFileSync(join(root, "src/client/firstRun.recording"))));
  const now: TrainEvent[] = [];
  const environment = {
    run: RECORDED_RUN,
    now: () => 0,
    signal: new AbortController().signal,
    openEngine: () => openWasm(undefined, null),
  };
  for await (const event of train(recordedExperiment, environment)) {
    now.push(event);
    if (event.type === "step" && event.step >= STEPS) break;
  }
  const end: TrainEvent = { run: RECORDED_RUN, step: STEPS, type: "finished", reason: "completed" };
  const again = await decodeRecording(encodeRecording({ link: "v1", events: [...recorded(now), end] }));
  // How long a step took is the machine's.
  const told = (all: readonly TrainEvent[]) =>
    all.filter(({ type, step }) => type === "step" && step <= STEPS).map((event) => ({ ...event, stepMs: 0 }));
  expect(told(again.events)).toHaveLength(STEPS);
  expect(told(again.events)).toEqual(told(events));
});
