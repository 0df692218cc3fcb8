import { describe, expect, it } from "vitest";
import { findPreset, smallData } from "../experiment/presets";
import type { TrainEvent } from "../protocol/event";
import { agreementAt, metricAt, standing } from "./compare";
import { foldRun } from "./foldRun";
import { remainingMs } from "./pace";
import { newRun, type RunRecord } from "./runRecord";
import { emptySeries, latest, points } from "./series";
import { SAMPLE_COSINE, sampleEvents } from "../protocol/testing/sampleEvents";

const smoke = findPreset("smoke")?.experiment ?? smallData;

function fold(events: readonly TrainEvent[], record = newRun("r", smoke)): RunRecord {
  return events.reduce(foldRun, record);
}

describe("the fold of a run's events", () => {
  it("follows the phases from preparing to completed", () => {
    const phases = [0, 1, 40].map((until) => fold(sampleEvents("r", smoke, until)).phase);
    expect(phases).toEqual(["running", "running", "completed"]);
    expect(newRun("r", smoke).phase).toBe("preparing");
  });

  it("keeps a series for every branch, metric and term", () => {
    const record = fold(sampleEvents("r", smoke, 40));
    const [a, b] = record.arms;
    expect(record.step).toBe(40);
    expect(a?.branches).toEqual(["main", "s1b1", "s2b1"]);
    expect(points(a?.metrics["accuracy"]?.["s1b1"] ?? emptySeries).map(({ step }) => step)).toEqual([10, 20, 30, 40]);
    expect(Object.keys(b?.losses ?? {})).toContain("kl/main<s1b1");
    expect(latest(record.learningRate)?.value).toBe(0.1);
  });

  it("measures agreement on the shared layers alone, so that main's other layers do not dilute it", () => {
    const [arm] = fold(sampleEvents("r", smoke, 5)).arms;
    if (arm === undefined) throw new Error("no arm");
    expect(agreementAt(arm, "s1b1", "s1")).toMatchObject({ kind: "measured", step: 5, ratio: 1 });
    const measured = agreementAt(arm, "s2b1", "s2");
    expect(measured.kind === "measured" ? measured.value : 0).toBeCloseTo(SAMPLE_COSINE);
  });

  it("knows from the graph where there is no shared path, and says so instead of 0", () => {
    const [arm] = newRun("r", smoke).arms;
    if (arm === undefined) throw new Error("no arm");
    expect(agreementAt(arm, "s1b1", "s2")).toEqual({ kind: "noSharedPath" });
    expect(agreementAt(arm, "s1b1", "s1")).toEqual({ kind: "unknown" });
    expect(agreementAt(arm, "s3b1", "s1")).toEqual({ kind: "noBranch" });
  });

  it("prefers the whole test set at the end of the run", () => {
    const [arm] = fold(sampleEvents("r", smoke, 40)).arms;
    if (arm === undefined) throw new Error("no arm");
    expect(metricAt(arm, "accuracy", "main")).toMatchObject({ step: 40, final: true });
    expect(metricAt(arm, "accuracy", "main", 25)).toMatchObject({ step: 20, final: false });
  });

  it("keeps what a rule made of the losses, and where the sum stood in, and forgets what is void", () => {
    const said = [{ weights: [1, 1.5, 0.5] }, { fallback: "negative" as const }];
    const events = sampleEvents("r", smoke, 4).map((event): TrainEvent => {
      const combined = event.type === "step" ? said[event.step - 2] : undefined;
      if (event.type !== "step" || combined === undefined) return event;
      return { ...event, arms: event.arms.map((arm, index) => (index === 1 ? { ...arm, combined } : arm)) };
    });
    const record = fold(events);
    expect(record.arms[0]?.weights).toEqual({});
    expect(points(record.arms[1]?.weights["s1b1"] ?? emptySeries)).toMatchObject([
      { step: 2, value: 1.5 },
      { step: 3, value: 1 },
    ]);
    expect(points(record.arms[1]?.fallbacks.negative ?? emptySeries)).toMatchObject([{ step: 3 }]);
    const back = foldRun(record, { run: "r", step: 2, type: "restarted", error: { code: "device-lost", message: "" } });
    expect(back.arms[1]?.weights["s1b1"]?.length).toBe(1);
    expect(back.arms[1]?.fallbacks.negative?.length ?? 0).toBe(0);
  });

  it("keeps the lengths of gradients, and by how much those that were too long were shortened", () => {
    const experiment = {
      ...smoke,
      arms: smoke.arms.map((arm) => ({ ...arm, learning: { rate: 1, trunkFirst: 0, clip: 2, start: "" } })),
    };
    const lengths = [1, 4, 8, 2];
    const events = sampleEvents("r", experiment, 4).map((event): TrainEvent =>
      event.type === "step"
        ? {
            ...event,
            arms: event.arms.map((arm, at) => (at === 1 ? { ...arm, norm: lengths[event.step - 1] ?? 0 } : arm)),
          }
        : event,
    );
    const { arms } = events.reduce(foldRun, newRun("r", experiment));
    expect(arms[0]?.norm.length).toBe(0);
    expect(points(arms[1]?.norm ?? emptySeries).map(({ value }) => value)).toEqual(lengths);
    const cut = points(arms[1]?.clipped ?? emptySeries);
    expect(cut.map(({ step }) => step)).toEqual([2, 3, 4]);
    expect(cut[0]?.value).toBeCloseTo(0.5, 5);
    expect(cut[1]?.value).toBeCloseTo(0.25, 5);
  });

  it("ignores events of other runs", () => {
    const record = newRun("r", smoke);
    expect(fold(sampleEvents("another", smoke, 3), record)).toBe(record);
  });

  it("goes back to an earlier step when the device was lost", () => {
    const before = fold(sampleEvents("r", smoke, 30));
    const record = fold(
      [{ run: "r", step: 12, type: "restarted", error: { code: "device-lost", message: "gone" } }],
      before,
    );
    expect(record.step).toBe(12);
    expect(record.phase).toBe("preparing");
    expect(latest(record.arms[0]?.total ?? record.stepMs)?.step).toBe(12);
    expect(latest(record.arms[0]?.metrics["accuracy"]?.["main"] ?? record.stepMs)?.step).toBe(10);
    expect(record.restart?.message).toBe("gone");
  });

  it("counts the whole test set where a run that stops early is evaluated twice at one step", () => {
    const events = sampleEvents("r", smoke, 20);
    const last = events.findLast((event) => event.type === "evaluation");
    if (last?.type !== "evaluation") throw new Error("the sample is evaluated");
    const arms = last.arms.map(() => ({ accuracy: { main: 0.875 } }));
    const record = fold([
      ...events,
      { ...last, arms, final: true, images: 160 },
      { run: "r", step: last.step, type: "finished", reason: "completed", early: { evaluations: 3 } },
    ]);
    const accuracy = record.arms[0]?.metrics["accuracy"]?.["main"] ?? record.stepMs;
    expect(latest(accuracy)).toEqual({ step: last.step, value: 0.875 });
    expect(latest(accuracy, last.step - 1)?.step).toBeLessThan(last.step);
    expect(record).toMatchObject({ phase: "completed", early: { evaluations: 3 }, step: last.step });
  });

  it("records divergence as a result", () => {
    const divergence = { arm: "A", what: "ce/main", value: "NaN" };
    const record = fold([{ run: "r", step: 3, type: "finished", reason: "diverged", divergence }]);
    expect(record).toMatchObject({ phase: "diverged", divergence });
  });
});

describe("the standing of two arms", () => {
  it("is the second minus the first in points, with what its images are worth", () => {
    const record = fold(sampleEvents("r", smoke, 20));
    // 80 images: five points are four of them.
    expect(standing(record, 0, 1)).toMatchObject({ step: 20, kind: "unclear", images: 80, final: false });
    expect(standing(record, 0, 1)?.noise).toBeGreaterThan(5);
    expect(standing(record, 0, 1)?.points).toBeCloseTo(5);
    expect(standing(record, 1, 0)?.points).toBeCloseTo(-5);
    expect(standing(newRun("r", smoke), 0, 1)).toBeUndefined();
  });
});

describe("the time left", () => {
  it("counts steps and probes, not the preparation", () => {
    const record = fold(sampleEvents("r", smoke, 20));
    // 20 steps of 10 ms each, and a probe of 5 ms every 5 steps.
    expect(remainingMs(record)).toBeCloseTo(20 * 11);
    expect(remainingMs(newRun("r", smoke))).toBeUndefined();
  });
});
