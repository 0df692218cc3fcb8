import { describe, expect, test } from "vitest";
import { createStream } from "../random/stream";
import { setApart, validationCount } from "./validationShare";

describe("validationCount", () => {
  test.each([
    [1500, 0.1, 150],
    [50_000, 0.1, 5000],
    [1500, 0, 0],
    [3, 0.1, 1],
    [2, 0.9, 1],
    [1, 0.5, 0],
  ])("of %i images a share of %f is %i", (count, share, images) => {
    expect(validationCount(count, share)).toBe(images);
  });
});

describe("setApart", () => {
  const labels = (count: number, classes: number): number[] => {
    const stream = createStream(7);
    return Array.from({ length: count }, () => stream.below(classes));
  };

  test.each([
    [1000, 10, 100],
    [997, 7, 313],
    [50, 20, 5],
    [12, 3, 11],
  ])("%i images of %i classes: %i are taken, none twice, of each class its share", (count, classes, wanted) => {
    const own = labels(count, classes);
    const { trained, validation } = setApart(own, wanted);
    expect([...trained, ...validation].toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    expect(validation).toHaveLength(wanted);
    for (let label = 0; label < classes; label += 1) {
      const whole = own.filter((one) => one === label).length;
      const part = [...validation].filter((index) => own[index] === label).length;
      expect(Math.abs(part - (whole * wanted) / count)).toBeLessThan(1 + 1e-9);
    }
  });

  test("the first ones measured show every class, also of a set that lies class by class", () => {
    const sorted = Array.from({ length: 200 }, (_, index) => Math.floor(index / 20));
    const { validation } = setApart(sorted, 40);
    expect([...validation.subarray(0, 10)].map((index) => sorted[index])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("the choice is fixed for ever", () => {
    expect([...setApart([0, 1, 0, 1, 0, 1, 0, 1], 4).validation]).toEqual([2, 3, 6, 7]);
    expect([...setApart([0, 1, 0, 1, 0, 1, 0, 1], 0).trained]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});
