import { expect, it } from "vitest";
import { clock, compact, cosineText, decimal, duration, loss, share, signed } from "./format";

it("writes values without a leading zero and with a true minus", () => {
  expect([share(0.6834), share(1), share(0)]).toEqual([".683", "1.000", ".000"]);
  expect([cosineText(-0.034), cosineText(-0.001)]).toEqual(["−.03", ".00"]);
  expect([signed(5.64, 1), signed(-0.42, 1), signed(0, 1)]).toEqual(["+5.6", "−.4", ".0"]);
  expect(decimal(Number.NaN, 2)).toBe("–");
});

it("keeps to three digits", () => {
  expect([loss(0.0834), loss(1.054), loss(12.34)]).toEqual([".083", "1.05", "12.3"]);
  expect([compact(340), compact(77_900), compact(1_260_000), compact(1.5e12)]).toEqual([
    "340",
    "77.9 k",
    "1.3 M",
    "1.5 T",
  ]);
});

it("tells time", () => {
  expect([clock(4000), clock(750_000), clock(3_725_000)]).toEqual(["0:04", "12:30", "1:02:05"]);
  expect([duration(400), duration(60_000), duration(1_500_000), duration(10_800_000)]).toEqual([
    "1 s",
    "60 s",
    "25 min",
    "3 h",
  ]);
});
