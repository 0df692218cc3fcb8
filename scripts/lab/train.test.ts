import { describe, expect, it } from "vitest";
import type { TrainEvent } from "../../src/protocol/event";
import { eventToJson } from "../../src/storage/eventLog";
import { wholeEvents } from "./train";

const step = (at: number, total: number): TrainEvent => ({
  run: "lab",
  step: at,
  type: "step",
  learningRate: 0.1,
  stepMs: 1,
  arms: [{ losses: [total], total, accuracy: [0.25] }],
});

describe("the events of a run that the command line wrote", () => {
  it("keep what JSON cannot hold: a run that diverged is read as it was", () => {
    const events = [step(1, 2), step(2, Infinity), step(3, Number.NaN)];
    expect(wholeEvents(events.map((event) => `${eventToJson(event)}\n`).join(""))).toEqual(events);
  });

  it.each(['{"run":"lab","step":2,"ty', '{"run":"lab","step":2,"type":"later"}', "null"])(
    "count up to the first line that is none: %s",
    (broken) => {
      const text = [eventToJson(step(1, 2)), broken, eventToJson(step(3, 1))].join("\n");
      expect(wholeEvents(text)).toEqual([step(1, 2)]);
    },
  );
});
