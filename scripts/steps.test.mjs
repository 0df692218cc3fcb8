import { expect, it } from "vitest";
import { countResults } from "./steps.mjs";

const one = { passed: 1, failed: 0 };
const red = { passed: 0, failed: 1 };

it("a plain step counts as one", () => {
  expect(countResults(undefined, 0, undefined)).toEqual(one);
  expect(countResults(undefined, 2, undefined)).toEqual(red);
});

it("a runner counts its tests", () => {
  expect(countResults("vitest", 1, { numPassedTests: 7, numFailedTests: 2 })).toEqual({ passed: 7, failed: 2 });
  expect(countResults("playwright", 1, { stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 4 } })).toEqual({
    passed: 3,
    failed: 2,
  });
});

it("a runner that executed nothing, or left no report, has failed", () => {
  expect(countResults("vitest", 0, { numPassedTests: 0, numFailedTests: 0 })).toEqual(red);
  expect(countResults("playwright", 0, { stats: { expected: 0, skipped: 9 } })).toEqual(red);
  expect(countResults("vitest", 0, undefined)).toEqual(red);
});

it("a file that could not be loaded turns the step red beside tests that pass", () => {
  expect(countResults("vitest", 1, { numPassedTests: 5, numFailedTests: 0 })).toEqual({ passed: 5, failed: 1 });
});
