import { expect, test } from "vitest";
import { areaUnderExits, exitCurve, NEVER, type ExitHead } from "./earlyExits";

const head = (multiplyAdds: number, guesses: readonly number[], levels: readonly number[]): ExitHead => ({
  multiplyAdds,
  answers: { guesses, confidence: levels.map((level) => level / 255) },
});

const labels = [0, 1, 2, 3];
/** Sure of the first two, one of which is wrong; main is right in three. */
const early = head(10, [0, 0, 2, 0], [255, 200, 100, 50]);
const main = head(40, [0, 1, 2, 0], [255, 255, 255, 255]);

test("every threshold's mean cost, accuracy and leavers, counted by hand", () => {
  const curve = exitCurve([early, main], labels);
  expect(curve).toHaveLength(257);
  const at = (level: number) => curve[level];
  expect(at(0)).toEqual({
    threshold: 0,
    multiplyAdds: 10,
    accuracy: 0.5,
    leave: [
      { images: 4, right: 2 },
      { images: 0, right: 0 },
    ],
  });
  expect(at(51)).toMatchObject({ multiplyAdds: (3 * 10 + 40) / 4, accuracy: 0.5 });
  expect(at(101)).toMatchObject({ multiplyAdds: (2 * 10 + 2 * 40) / 4, accuracy: 0.5 });
  expect(at(201)).toMatchObject({ multiplyAdds: (10 + 3 * 40) / 4, accuracy: 0.75 });
  expect(at(256)).toMatchObject({ threshold: NEVER, multiplyAdds: 40, accuracy: 0.75 });
});

test("an image that reaches a threshold exactly leaves; of several heads the first that is sure answers", () => {
  const curve = exitCurve([early, head(20, [3, 1, 3, 3], [0, 200, 200, 200]), main], labels);
  expect(curve[200]?.leave).toEqual([
    { images: 2, right: 1 },
    { images: 2, right: 1 },
    { images: 0, right: 0 },
  ]);
  expect(curve[201]?.leave.map(({ images }) => images)).toEqual([1, 0, 3]);
});

test("costs never fall and leavers never rise as the threshold rises", () => {
  const curve = exitCurve([early, main], labels);
  for (const [index, point] of curve.slice(1).entries()) {
    expect(point.multiplyAdds).toBeGreaterThanOrEqual(curve[index]?.multiplyAdds ?? Infinity);
    expect(point.leave[0]?.images).toBeLessThanOrEqual(curve[index]?.leave[0]?.images ?? 0);
  }
});

test("a head without a number is sure of nothing", () => {
  const lost = head(10, [-1, 0, 2, 0], [0, 255, 255, 255]);
  expect(exitCurve([lost, main], labels)[1]?.leave[0]?.images).toBe(3);
});

test("the area is the mean accuracy over budgets up to main's own cost", () => {
  // Nothing up to 10, a line from .5 at 10 to .5 at 25, on to .75 at 32.5, then .75 at 40 and beyond.
  const curve = exitCurve([early, main], labels);
  const expected = (15 * 0.5 + 7.5 * 0.625 + 7.5 * 0.75) / 40;
  expect(areaUnderExits(curve, 40)).toBeCloseTo(expected, 12);
  // A network whose branches cost more than is left ends within the curve.
  expect(areaUnderExits(curve, 25)).toBeCloseTo((15 * 0.5) / 25, 12);
  // More budget than is ever spent.
  expect(areaUnderExits(curve, 50)).toBeCloseTo((expected * 40 + 10 * 0.75) / 50, 12);
});

test("without heads or images there is nothing to say", () => {
  expect(exitCurve([], labels)).toEqual([]);
  expect(exitCurve([early, main], [])).toEqual([]);
  expect(areaUnderExits([], 40)).toBeUndefined();
});
