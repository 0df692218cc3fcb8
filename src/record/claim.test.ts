import { describe, expect, it } from "vitest";
import { formatClaim } from "../experiment/link/claim";
import { decodeWithClaim } from "../experiment/link/decodeWithClaim";
import { encodeLink } from "../experiment/link/encode";
import { findPreset, smallData } from "../experiment/presets";
import { claimGhost } from "./claimGhost";
import { claimOf, coarseHardware, verdictOn } from "./claimOf";
import { foldRun } from "./foldRun";
import type { EngineRecord, TrainEvent } from "../protocol/event";
import { newRun, type RunRecord } from "./runRecord";
import { points } from "./series";
import { sampleEvents } from "../protocol/testing/sampleEvents";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const runTo = (until: number) => sampleEvents("r", smoke, until).reduce(foldRun, newRun("r", smoke));
const record = runTo(40);
const sent = decodeWithClaim(encodeLink(smoke, [], formatClaim(claimOf(record) ?? {}))).claim ?? {};

const wasm: EngineRecord = { engine: "wasm", backend: "cpu", adapter: "" };
const compiled: EngineRecord = { engine: "compiled", backend: "webgpu", adapter: "x" };
const eventsOn = (engine: EngineRecord): readonly TrainEvent[] =>
  sampleEvents("r", smoke, 40).map((event) => (event.type === "started" ? { ...event, engine } : event));
const onEngine = (engine: EngineRecord, change: (event: TrainEvent) => TrainEvent = (event) => event) =>
  eventsOn(engine).map(change).reduce(foldRun, newRun("r", smoke));
const sentBy = (run: RunRecord) => decodeWithClaim(encodeLink(smoke, [], formatClaim(claimOf(run) ?? {}))).claim ?? {};
const atStep20 = (event: TrainEvent): TrainEvent => (event.type === "started" ? { ...event, step: 20 } : event);

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

  it("of the engine that repeats every bit is reproduced when every curve is equal to the last digit", () => {
    const exact = onEngine(wasm);
    const claim = sentBy(exact);
    expect(claim.exact).toMatch(/^[0-9a-f]{16}$/);
    expect(verdictOn(claim, onEngine(wasm))).toMatchObject({ kind: "reproduced", everyCurve: true });
    // One loss of one step, by the last digit of single precision: no other part of the link shows it.
    let touched = 0;
    const nudged = onEngine(wasm, (event) => {
      if (event.type !== "step" || event.step !== 7) return event;
      touched += 1;
      const [first, ...others] = event.arms;
      if (first === undefined) throw new Error("an arm is missing");
      const [loss = 0, ...rest] = first.losses;
      return { ...event, arms: [{ ...first, losses: [loss * (1 + 2 ** -23), ...rest] }, ...others] };
    });
    expect(touched).toBe(1);
    expect(verdictOn(claim, nudged)).toMatchObject({ kind: "differs", gap: expect.closeTo(0, 2), everyCurve: false });
  });

  it("of that engine is compared within a tolerance with a run on another one, and with other arithmetic", () => {
    const claim = sentBy(onEngine(wasm));
    const elsewhere = verdictOn(claim, record);
    expect(elsewhere).toMatchObject({ kind: "reproduced" });
    expect(elsewhere).not.toHaveProperty("everyCurve");
    expect(verdictOn({ ...claim, engine: "0" }, onEngine(wasm))).not.toHaveProperty("everyCurve");
  });

  it("is none of that engine where a part of the run was made on another one", () => {
    const events = eventsOn(wasm);
    const back = { run: "r", step: 20, type: "restarted", error: { code: "device-lost", message: "" } } as const;
    const mixed = [
      ...eventsOn(compiled).filter(({ step }) => step <= 20),
      back,
      ...events.filter(({ step, type }) => step > 20 || type === "started").map(atStep20),
    ].reduce(foldRun, newRun("r", smoke));
    expect(mixed).toMatchObject({ phase: "completed", engine: { engine: "wasm" }, engineChanged: true });
    expect(claimOf(mixed)).not.toHaveProperty("exact");
    const same = [
      ...events.filter(({ step }) => step <= 20),
      back,
      ...events.filter(({ step, type }) => step > 20 || type === "started").map(atStep20),
    ].reduce(foldRun, newRun("r", smoke));
    expect(claimOf(same)?.exact).toBe(sentBy(onEngine(wasm)).exact);
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
