import { expect, test } from "vitest";
import { exits } from "./exits";

/** Logits of a head that gives `guess` a probability of one half among three classes, or of nearly all of it. */
const row = (guess: number, sure: boolean): readonly number[] =>
  [0, 1, 2].map((index) => (index === guess ? (sure ? 20 : Math.log(2)) : 0));
const head = (multiplyAdds: number, ...rows: readonly (readonly number[])[]) => ({
  multiplyAdds,
  logits: Float32Array.from(rows.flat()),
});
const measure = (heads: readonly ReturnType<typeof head>[], labels: readonly number[], whole: number) =>
  exits.measure({
    logits: heads.at(-1)?.logits ?? new Float32Array(),
    labels,
    classes: 3,
    hierarchies: [],
    others: [],
    exits: { heads, whole },
  });

test("is the mean accuracy over all budgets, counted by hand", () => {
  // The early head is right and sure of the first image, wrong and unsure of the second; main is right in both.
  const heads = [head(10, row(0, true), row(2, false)), head(40, row(0, true), row(1, true))];
  // No answer up to 10; then from .5 at 10, everybody early, to 1 at 25, where only the second image goes on; 1 up to 40.
  expect(measure(heads, [0, 1], 40).get("")).toBeCloseTo((15 * 0.75 + 15 * 1) / 40, 12);
});

test("is none of a network without branches, nor of heads that no exits are told of", () => {
  expect(measure([head(40, row(0, true))], [0], 40).size).toBe(0);
  expect(
    exits.measure({ logits: new Float32Array(3), labels: [0], classes: 3, hierarchies: [], others: [] }).size,
  ).toBe(0);
});
