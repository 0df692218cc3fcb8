import { describe, expect, it } from "vitest";
import { ConfigError } from "../schema/configError";
import { findPreset, smallData } from "../experiment/presets";
import { parseCommand, parseEvent, parseWorkerMessage, ProtocolError } from "./guards";
import { sampleEvents } from "./testing/sampleEvents";

const experiment = findPreset("smoke")?.experiment ?? smallData;

describe("the door between the threads", () => {
  it("lets every event of a run through as it is", () => {
    const events = sampleEvents("run-1", experiment, experiment.training.budget);
    expect(new Set(events.map(({ type }) => type)).size).toBeGreaterThan(4);
    for (const event of events) expect(parseEvent(event)).toEqual(event);
    expect(parseWorkerMessage({ type: "events", events })).toEqual({ type: "events", events });
  });

  it("lets what a diverged run reports through", () => {
    const arms = [{ losses: [Number.NaN, Infinity], total: Number.NaN, accuracy: [0] }];
    const event = { run: "r", step: 3, type: "step", learningRate: 0.1, stepMs: 1, arms };
    expect(parseEvent(event)).toEqual(event);
  });

  it("reads the experiment of a start, and says what is wrong with one", () => {
    const start = { type: "start", run: "r", experiment, engine: "auto" };
    expect(parseCommand(start)).toEqual(start);
    const wrong = { ...experiment, backbone: { ...experiment.backbone, kind: "nothing" } };
    expect(() => parseCommand({ ...start, experiment: wrong })).toThrow(ConfigError);
  });

  it.each([
    [{ type: "dance" }, "type"],
    [{ type: "start", run: 7, experiment, engine: "auto" }, "run"],
    [{ type: "start", run: "r", experiment, engine: "abacus" }, "engine"],
    [{ type: "pace", run: "r", stepsPerSecond: 0 }, "stepsPerSecond"],
    [{ type: "start", run: "r", experiment, engine: "auto", resumeFrom: { step: -1, arms: [] } }, "resumeFrom.step"],
  ])("turns %j away and says where", (raw, where) => {
    const attempt = (): unknown => parseCommand(raw);
    expect(attempt).toThrow(ProtocolError);
    expect(attempt).toThrow(expect.objectContaining({ fault: expect.objectContaining({ what: "command", where }) }));
  });
});
