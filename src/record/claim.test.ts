import { describe, expect, it } from "vitest";
import { formatClaim } from "../experiment/link/claim";
import { decodeWithClaim } from "../experiment/link/decodeWithClaim";
import { encodeLink } from "../experiment/link/encode";
import { findPreset, smallData } from "../experiment/presets";
import { claimGhost } from "./claimGhost";
import { claimOf, coarseHardware, verdictOn } from "./claimOf";
import { foldRun } from "./foldRun";
import { newRun } from "./runRecord";
import { points } from "./series";
import { sampleEvents } from "../protocol/testing/sampleEvents";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const runTo = (until: number) => sampleEvents("r", smoke, until).reduce(foldRun, newRun("r", smoke));
const record = runTo(40);
const sent = decodeWithClaim(encodeLink(smoke, [], formatClaim(claimOf(record) ?? {}))).claim ?? {};

describe("a claim", () => {
  it("exists once the whole test set was classified", () => {
    expect(claimOf(runTo(39))).toBeUndefined();
    expect(sent.finals?.[0]).toEqual([0.6, 0.6, 0.6]);
    expect(sent.curves).toHaveLength(6);
    expect(sent.map?.length).toBeGreaterThan(3);
  });

  it("is reproduced by the same run, claimed before its end, and differs when a number is another", () => {
    expect(verdictOn(sent, runTo(20))).toEqual({ kind: "claimed" });
    expect(verdictOn(sent, record)).toMatchObject({ kind: "reproduced" });
    // What is left between them is the link's own rounding.
    expect(verdictOn(sent, record)).toMatchObject({ exact: true });
    const close = sent.finals?.map((arm) => arm.map((value) => (value ?? 0) + 0.001)) ?? [];
    expect(verdictOn({ ...sent, finals: close }, record)).toMatchObject({ kind: "reproduced", exact: false });
    const finals = sent.finals?.map((arm, index) =>
      arm.map((value, head) => (index === 1 && head === 2 ? 0.9 : value)),
    );
    const other = { ...sent, ...(finals && { finals }) };
    expect(verdictOn(other, record)).toMatchObject({
      kind: "differs",
      gap: expect.closeTo(0.25),
      where: { arm: 1, branch: "main", step: 40 },
    });
    const gone = { ...sent, finals: [[null, 0.6, 0.6], ...(sent.finals?.slice(1) ?? [])] };
    expect(verdictOn(gone, record)).toMatchObject({ kind: "differs", gap: 1 });
  });

  it("is drawn as curves, or as points when the link has finals alone", () => {
    const curve = claimGhost(sent, smoke, "sender")?.arms[0]?.metrics["accuracy"]?.["main"];
    expect(curve && points(curve).map(({ step }) => step)).toEqual([10, 20, 30, 40]);
    const alone = claimGhost({ finals: sent.finals ?? [] }, smoke, "sender")?.arms[1]?.metrics["accuracy"]?.["main"];
    expect(alone && points(alone)).toEqual([{ step: 40, value: expect.closeTo(0.65) }]);
    expect(claimGhost({ note: "x" }, smoke, "sender")).toBeUndefined();
  });

  it("names hardware no closer than its maker", () => {
    expect(coarseHardware({ engine: "compiled", backend: "webgpu", adapter: "Apple M3 Max" })).toBe("webgpu-apple");
    expect(coarseHardware({ engine: "tfjs", backend: "cpu", adapter: "" })).toBe("cpu");
  });
});
