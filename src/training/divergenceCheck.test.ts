import { expect, it } from "vitest";
import { initialTensors } from "../engine/initialTensors";
import { armNetwork } from "../experiment/network";
import { smallData } from "../experiment/presets";
import type { RunSnapshot } from "../protocol/command";
import { findInSnapshot, isSuspect } from "./divergenceCheck";

const arms = smallData.arms.map((arm) => armNetwork(smallData, arm));

function snapshot(): RunSnapshot {
  return { step: 9, arms: arms.map(({ graph }) => ({ tensors: initialTensors({ graph, seed: 1 }), variants: {} })) };
}

it("finds the parameter or statistic of a state that is no number, and says in which arm", () => {
  const state = snapshot();
  expect(findInSnapshot(arms, state)).toBeUndefined();
  state.arms[1]?.tensors.get("s1b1.norm1.variance")?.fill(Number.NaN, 2, 3);
  expect(findInSnapshot(arms, state)).toEqual({
    arm: 1,
    divergence: { arm: "B", what: "s1b1.norm1.variance", value: "NaN", kind: "statistic", step: 9 },
  });
});

it("suspects a measurement that holds what is no number, and nothing else", () => {
  const evaluation = (nll: number) => ({ images: 1, arms: [{ accuracy: { main: 1 }, nll: { main: nll } }] });
  const probe = (value: number) => ({ layers: [], losses: [], gram: [1, value] });
  expect(isSuspect(undefined, [])).toBe(false);
  expect(isSuspect(evaluation(2.3), [probe(-1)])).toBe(false);
  expect(isSuspect(evaluation(Infinity), [])).toBe(true);
  expect(isSuspect(evaluation(2.3), [probe(Number.NaN)])).toBe(true);
  // Where identities are looked for there is no likelihood.
  expect(isSuspect({ images: 1, arms: [{ map: { main: Number.NaN } }] }, [])).toBe(false);
});
