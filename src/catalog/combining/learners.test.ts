import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { learners, type LearnerKind } from ".";
import type { Learner, LearnerState, Observation } from "./learner";

interface Case {
  readonly alpha: number;
  readonly seen: readonly (readonly (readonly [loss: number, length: number])[])[];
  readonly gradnorm: readonly (readonly number[])[];
  readonly uncertainty: readonly (readonly number[])[];
}

// See fixtures/combining/README.md.
const { pace, cases } = JSON.parse(readFileSync("fixtures/combining/learned.json", "utf8")) as {
  readonly pace: number;
  readonly cases: readonly Case[];
};
const kinds = Object.keys(learners) as LearnerKind[];
const entries: { readonly [kind in LearnerKind]: Learner } = learners;
const options = { pace, asymmetry: 1.5 };

/** One weighing that must have an answer. */
function learnt(
  kind: LearnerKind,
  state: LearnerState | undefined,
  seen: readonly (Observation | undefined)[],
  given = options,
) {
  const found = entries[kind].learn(state, seen, given);
  if ("fallback" in found) throw new Error(`${kind}: ${found.fallback}`);
  return found;
}

describe.each(kinds)("%s", (kind) => {
  it("comes to the weights that PyTorch's gradients come to", () => {
    let compared = 0;
    for (const { alpha, seen, ...expected } of cases) {
      let state: LearnerState | undefined;
      seen.forEach((row, at) => {
        const found = learnt(
          kind,
          state,
          row.map(([loss, length]) => ({ loss, length })),
          { pace, asymmetry: alpha },
        );
        ({ state } = found);
        found.weights.forEach((weight, head) => {
          expect(Math.abs(weight - (expected[kind][at]?.[head] ?? Number.NaN))).toBeLessThan(1e-12);
          compared += 1;
        });
      });
    }
    expect(compared).toBe(3 * 12 * (2 + 3 + 4));
  });

  it("passes over a loss that teaches nothing at a step, and keeps what it had learnt of it", () => {
    const row = [
      { loss: 2, length: 1 },
      { loss: 1, length: 3 },
      { loss: 0.5, length: 2 },
    ];
    const first = learnt(kind, undefined, row);
    const without = learnt(kind, first.state, [row[0], undefined, row[2]]);
    expect(without.weights[1]).toBe(1);
    expect(without.state[1]).toEqual(first.state[1]);
    expect(without.state[0]).not.toEqual(first.state[0]);
    // A loss that comes late begins where the others began.
    const late = learnt(kind, learnt(kind, undefined, [row[0], row[1], undefined]).state, row);
    expect(late.state[2]).not.toEqual(late.state[1]);
    expect(late.weights.every((weight) => Number.isFinite(weight) && weight > 0)).toBe(true);
  });

  it("says why it has no answer", () => {
    const one = { loss: 1, length: 1 };
    expect(entries[kind].learn(undefined, [one, undefined], options)).toEqual({ fallback: "single" });
    expect(entries[kind].learn(undefined, [one, { loss: Number.NaN, length: 1 }], options)).toEqual({
      fallback: "notFinite",
    });
    expect(entries[kind].learn(undefined, [one, { loss: 1, length: Infinity }], options)).toEqual({
      fallback: "notFinite",
    });
  });

  it("stays within bounds however long it goes on", () => {
    const seen = [
      { loss: 1e-9, length: 1e3 },
      { loss: 5, length: 1e-3 },
    ];
    let state: LearnerState | undefined;
    for (let at = 0; at < 2000; at += 1) {
      const found = learnt(kind, state, seen, { pace: 1, asymmetry: 3 });
      ({ state } = found);
      for (const weight of found.weights) {
        expect(weight).toBeGreaterThan(1e-3);
        expect(weight).toBeLessThan(1e3);
      }
    }
  });
});
