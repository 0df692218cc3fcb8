import { describe, expect, it } from "vitest";
import { cadence } from "./MapRow";

describe("the width of a cell", () => {
  it("is the least distance of two values, which for some losses is wider than that of the probes", () => {
    expect(cadence([{ step: 50 }, { step: 100 }, { step: 200 }], 25)).toBe(50);
    expect(cadence([{ step: 25 }], 25)).toBe(25);
    expect(cadence([], 25)).toBe(25);
  });
});
