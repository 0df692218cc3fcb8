import { expect, it } from "vitest";
import type { TrainEvent } from "../protocol/event";
import { createOutbox } from "./outbox";

const step = (at: number): TrainEvent => ({ run: "r", step: at, type: "step", learningRate: 1, stepMs: 1, arms: [] });
const probe = (at: number): TrainEvent => ({ run: "r", step: at, type: "probe", kind: "live", arms: [], probeMs: 1 });
const paused = (at: number): TrainEvent => ({ run: "r", step: at, type: "paused" });

function outbox(intervalMs?: number) {
  let clock = 0;
  const timers: { readonly at: number; readonly callback: () => void }[] = [];
  const sent: (readonly number[])[] = [];
  const box = createOutbox((events) => sent.push(events.map((event) => event.step)), {
    now: () => clock,
    after(ms, callback) {
      const timer = { at: clock + ms, callback };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    intervalMs,
  });
  const pass = (ms: number): void => {
    clock += ms;
    for (const timer of timers.filter(({ at }) => at <= clock)) timer.callback();
  };
  return { box, sent, pass, timers };
}

it("tells every step of a slow run at once, and those of a fast one five times a second", () => {
  const { box, sent, pass } = outbox();
  for (const at of [1, 2, 3]) {
    box.add(step(at));
    pass(200);
  }
  expect(sent).toEqual([[1], [2], [3]]);
  for (let at = 4; at <= 12; at += 1) {
    box.add(step(at));
    pass(50);
  }
  expect(sent.slice(3)).toEqual([[4], [5, 6, 7], [8, 9, 10, 11]]);
});

it("what a slow run measures after a step waits for the end of the interval, not for the next step", () => {
  const { box, sent, pass, timers } = outbox();
  box.add(step(1));
  box.add(probe(1));
  box.add(probe(1));
  expect(sent).toEqual([[1]]);
  pass(200);
  expect(sent).toEqual([[1], [1, 1]]);
  expect(timers).toEqual([]);
});

it("keeps nothing back behind a change of phase, and keeps the order", () => {
  const { box, sent, pass, timers } = outbox();
  box.add(step(1));
  box.add(step(2));
  box.add(paused(2));
  expect(timers).toEqual([]);
  box.add(step(3));
  expect(sent).toEqual([[1], [2, 2]]);
  box.flush();
  box.flush();
  pass(500);
  expect(sent).toEqual([[1], [2, 2], [3]]);
});

it("tells as seldom as it is asked to", () => {
  const { box, sent, pass } = outbox(1000);
  for (let at = 1; at <= 8; at += 1) {
    box.add(step(at));
    pass(250);
  }
  expect(sent).toEqual([[1], [2, 3, 4], [5, 6, 7, 8]]);
});

it("can be given more while it sends", () => {
  const sent: number[] = [];
  const box = createOutbox(
    (events) => {
      sent.push(...events.map((event) => event.step));
      if (sent.length === 1) box.add(paused(7));
    },
    { now: () => 0, after: () => () => undefined },
  );
  box.add(step(1));
  expect(sent).toEqual([1, 7]);
});
