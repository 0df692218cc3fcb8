import { describe, expect, it } from "vitest";
import { expectedOf, timeLeft, untimed } from "./timeLeft";

const work = { steps: 10, multiplyAdds: 1000 };
const pace = { prepareMs: 100, stepMs: 5, msPerMultiplyAdd: 0.05 };

describe("the time that is left", () => {
  it("is not known before anything was measured", () => {
    expect(timeLeft(expectedOf(work, untimed), untimed)).toBeUndefined();
  });

  it("is what a calibration expects until a run tells better", () => {
    const calibrated = { ...untimed, pace };
    expect(expectedOf(work, calibrated)).toBe(200);
    expect(timeLeft(200, calibrated)).toBe(200);
    expect(timeLeft(200, { pace, spentMs: 300, expected: 200 })).toBe(300);
  });

  it("goes by the work alone without a calibration", () => {
    const ran = { pace: undefined, spentMs: 50, expected: expectedOf(work, untimed) };
    expect(timeLeft(expectedOf({ steps: 10, multiplyAdds: 4000 }, ran), ran)).toBe(200);
    expect(expectedOf(undefined, ran)).toBe(0);
  });
});
