import { expect, it } from "vitest";
import type { TrainEvent } from "../protocol/event";
import { createOutbox } from "./outbox";

const step = (at: number): TrainEvent => ({ run: "r", step: at, type: "step", learningRate: 1, stepMs: 1, arms: [] });

function outbox() {
  let clock = 0;
  const sent: (readonly number[])[] = [];
  const box = createOutbox(
    (events) => sent.push(events.map((event) => event.step)),
    () => clock,
  );
  return { box, sent, pass: (ms: number) => void (clock += ms) };
}

it("tells every step of a slow run at once, and those of a fast one ten times a second", () => {
  const { box, sent, pass } = outbox();
  for (const at of [1, 2, 3]) {
    box.add(step(at));
    pass(100);
  }
  expect(sent).toEqual([[1], [2], [3]]);
  for (let at = 4; at <= 24; at += 1) {
    box.add(step(at));
    pass(10);
  }
  expect(sent.slice(3)).toEqual([[4], [5, 6, 7, 8, 9, 10, 11, 12, 13, 14], [15, 16, 17, 18, 19, 20, 21, 22, 23, 24]]);
});

it("keeps nothing back behind what is no step, and keeps the order", () => {
  const { box, sent } = outbox();
  box.add(step(1));
  box.add(step(2));
  box.add({ run: "r", step: 2, type: "paused" });
  box.add(step(3));
  expect(sent).toEqual([[1], [2, 2]]);
  box.flush();
  box.flush();
  expect(sent).toEqual([[1], [2, 2], [3]]);
});

it("can be given more while it sends", () => {
  const sent: number[] = [];
  const box = createOutbox(
    (events) => {
      sent.push(...events.map((event) => event.step));
      if (sent.length === 1) box.add({ run: "r", step: 7, type: "paused" });
    },
    () => 0,
  );
  box.add(step(1));
  expect(sent).toEqual([1, 7]);
});
