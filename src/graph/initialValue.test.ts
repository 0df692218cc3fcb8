import { describe, expect, test } from "vitest";
import { initialParameter, initialStatistic } from "./initialValue";
import type { Initial, Parameter } from "./networkGraph";

const parameter = (name: string, initial: Initial, shape: readonly number[] = [40, 1000]): Parameter => ({
  name,
  shape,
  role: "weight",
  initial,
  branch: "main",
  stage: "s1",
  layer: name,
});

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

describe("initialParameter", () => {
  test("depends on the name, the seed and nothing else", () => {
    const kernel = parameter("s1b1.conv1.kernel", { kind: "heNormal", fan: 144 });
    const values = initialParameter(kernel, 42);
    expect(initialParameter({ ...kernel, branch: "s1b1", stage: "s2", layer: "other" }, 42)).toEqual(values);
    expect(initialParameter(kernel, 43)).not.toEqual(values);
    expect(initialParameter({ ...kernel, name: "s1b2.conv1.kernel" }, 42)).not.toEqual(values);
    // A larger parameter starts with the same numbers: none is drawn on behalf of another.
    expect(initialParameter({ ...kernel, shape: [50, 1000] }, 42).subarray(0, 40_000)).toEqual(values);
  });

  test("He: normal with variance 2 / fan", () => {
    for (const fan of [9, 144, 576]) {
      const values = initialParameter(parameter(`fan${fan}`, { kind: "heNormal", fan }), 1);
      const average = mean(values);
      const variance = mean(values.map((value) => (value - average) ** 2));
      expect(variance * (fan / 2)).toBeGreaterThan(0.97);
      expect(variance * (fan / 2)).toBeLessThan(1.03);
      expect(Math.abs(average) / Math.sqrt(2 / fan)).toBeLessThan(0.02);
      const beyondTwo = values.filter((value) => Math.abs(value) > 2 * Math.sqrt(2 / fan)).length / values.length;
      expect(beyondTwo).toBeGreaterThan(0.04);
      expect(beyondTwo).toBeLessThan(0.05);
    }
  });

  test("uniform: fills its bounds and never leaves them", () => {
    const bound = 0.125;
    const values = initialParameter(parameter("dense.weight", { kind: "uniform", bound }), 1);
    expect(Math.max(...values)).toBeLessThan(bound);
    expect(Math.max(...values)).toBeGreaterThan(0.999 * bound);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-bound);
    expect(Math.min(...values)).toBeLessThan(-0.999 * bound);
    const variance = mean(values.map((value) => value ** 2));
    expect(variance / (bound ** 2 / 3)).toBeGreaterThan(0.97);
    expect(variance / (bound ** 2 / 3)).toBeLessThan(1.03);
  });

  test("constants", () => {
    expect([...initialParameter(parameter("gamma", { kind: "constant", value: 1 }, [3]), 1)]).toEqual([1, 1, 1]);
    expect([...initialParameter(parameter("bias", { kind: "constant", value: 0 }, [2]), 1)]).toEqual([0, 0]);
  });

  test("the numbers that recorded runs start from", () => {
    const draw = (initial: Initial) => [...initialParameter(parameter("s1b1.conv1.kernel", initial, [3]), 42)];
    expect(draw({ kind: "heNormal", fan: 144 })).toMatchInlineSnapshot(`
      [
        0.028932930901646614,
        -0.20604167878627777,
        -0.02541959472000599,
      ]
    `);
    expect(draw({ kind: "uniform", bound: 0.25 })).toMatchInlineSnapshot(`
      [
        -0.00022739486303180456,
        0.22382031381130219,
        -0.08522778749465942,
      ]
    `);
  });
});

test("running means start at 0 and running variances at 1", () => {
  const statistic = (role: "mean" | "variance") => ({ name: role, shape: [2], role, branch: "main" });
  expect([...initialStatistic(statistic("mean"))]).toEqual([0, 0]);
  expect([...initialStatistic(statistic("variance"))]).toEqual([1, 1]);
});
