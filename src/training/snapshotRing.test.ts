import { expect, it } from "vitest";
import { STEPS_BACK } from "../experiment/cutRate";
import type { RunSnapshot } from "../protocol/command";
import { createSnapshotRing } from "./snapshotRing";

const snapshot = (step: number, words = 1): RunSnapshot => ({
  step,
  arms: [{ tensors: new Map([["w", new Float32Array(words)]]), variants: {} }],
});

it.each([5, 10, 46, 50])("goes back 50 steps from anywhere, with a snapshot every %i", (every) => {
  const ring = createSnapshotRing();
  let looked = 0;
  for (let step = every; step < 1000; step += 1) {
    if (step % every === 0) ring.add(snapshot(step));
    const newest = step - (step % every);
    expect(ring.upTo(step)?.step).toBe(newest);
    if (step < STEPS_BACK + 50) continue;
    const back = ring.upTo(step - STEPS_BACK)?.step ?? -1;
    expect(step - back, `from ${step}`).toBeLessThanOrEqual(STEPS_BACK + 50);
    looked += 1;
  }
  expect(looked).toBe(900);
});

it("holds four states at most", () => {
  const ring = createSnapshotRing();
  for (let step = 1; step <= 500; step += 1) ring.add(snapshot(step));
  const held = new Set(Array.from({ length: 501 }, (_, step) => ring.upTo(step)?.step));
  held.delete(undefined);
  expect(held.size).toBeLessThanOrEqual(4);
});

it("gives up older states of a large network, never the newest", () => {
  const ring = createSnapshotRing(4 * 100);
  ring.add(snapshot(50, 60));
  ring.add(snapshot(100, 60));
  expect(ring.upTo(99)).toBeUndefined();
  expect(ring.upTo(100)?.step).toBe(100);
});

it("forgets what a run that went back will make anew", () => {
  const ring = createSnapshotRing();
  for (const step of [50, 100, 150]) ring.add(snapshot(step));
  ring.add(snapshot(100));
  expect(ring.upTo(1000)?.step).toBe(100);
});
