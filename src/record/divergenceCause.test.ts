import { describe, expect, it } from "vitest";
import { decodeLink } from "../experiment/link/decode";
import type { Experiment } from "../experiment/experiment";
import { findPreset, smallData } from "../experiment/presets";
import type { Divergence, TrainEvent } from "../protocol/event";
import { divergenceCause, lossRise } from "./divergenceCause";
import { foldRun } from "./foldRun";
import { newRun, type RunRecord } from "./runRecord";
import { sampleEvents } from "../protocol/testing/sampleEvents";

const smoke = findPreset("smoke")?.experiment ?? smallData;

/** A run whose totals are given from its last steps backwards. */
function record(experiment: Experiment, until: number, totals: readonly number[] = []): RunRecord {
  const events = sampleEvents("r", experiment, until).map((event): TrainEvent => {
    if (event.type !== "step") return event;
    const total = totals[totals.length - 1 - (until - event.step)];
    return total === undefined ? event : { ...event, arms: event.arms.map((arm) => ({ ...arm, total })) };
  });
  return events.reduce(foldRun, newRun("r", experiment));
}

const divergence = (over: Partial<Divergence> = {}): Divergence => ({
  arm: "A",
  what: "s2b1.conv1",
  value: "Infinity",
  kind: "activation",
  term: "ce/main",
  ...over,
});

describe("the likely cause", () => {
  it("is the learning rate when nothing else stands out", () => {
    expect(divergenceCause(record(smoke, 30), divergence({ step: 30 }))).toEqual({ kind: "rate", learningRate: 0.1 });
  });

  it("is the missing warm-up right after the rate is at its height", () => {
    const found = divergenceCause(record(smoke, 5), divergence({ step: 5 }));
    // A twentieth of 40 steps.
    expect(found).toEqual({ kind: "warmup", warmupSteps: 2 });
    const slowly = { ...smoke, training: { ...smoke.training, warmup: 1 } };
    expect(divergenceCause(record(slowly, 5), divergence({ step: 5 })).kind).toBe("rate");
  });

  it("is the rate itself where that is out of all proportion, though it has just reached its height", () => {
    const fast = { ...smoke, optimizer: { ...smoke.optimizer, lr: 10 } };
    expect(divergenceCause(record(fast, 5), divergence({ step: 5 })).kind).toBe("rate");
  });

  it("is a branch's weight where that branch is at fault and counts more than once", () => {
    const heavy: Experiment = {
      ...smoke,
      arms: smoke.arms.map((arm) => ({ ...arm, forks: arm.forks.map((fork) => ({ ...fork, weight: 8 })) })),
    };
    const branch = heavy.arms[0]?.forks[0]?.site ?? "";
    const at = { step: 30, term: `ce/${branch}` };
    expect(divergenceCause(record(heavy, 30), divergence(at))).toEqual({ kind: "branchWeight", branch, weight: 8 });
    expect(divergenceCause(record(smoke, 30), divergence(at)).kind).toBe("rate");
    expect(divergenceCause(record(heavy, 30), divergence({ step: 30 })).kind).toBe("rate");
  });

  it("is a branch's own rate where its layers learn faster than the trunk, the branch's among several of one place", () => {
    const { experiment } = decodeLink(
      "v1&n=200&A=dsn;f=s1b1~gap~2,s1b1~gap~1~30,s2b1~gap~5~30&B=dsn;f=s1b1;learn.rate=8",
    );
    const cause = (branch: string, arm = "A") =>
      divergenceCause(record(experiment, 90), divergence({ arm, step: 90, term: `ce/${branch}` }));
    expect(cause("s1b1")).toEqual({ kind: "branchWeight", branch: "s1b1", weight: 2 });
    expect(cause("s1b1.2")).toEqual({ kind: "branchRate", branch: "s1b1.2", rate: 30 });
    expect(cause("s2b1")).toEqual({ kind: "branchRate", branch: "s2b1", rate: 30 });
    expect(cause("s1b1", "B")).toEqual({ kind: "branchRate", branch: "s1b1", rate: 8 });
    expect(cause("main").kind).toBe("rate");
  });

  it("is the weights of images where these have no bound and every activation was in order", () => {
    const { experiment } = decodeLink("v1&bs=2&n=200&A=bias&B=bias;bias.scaling=local");
    const loss = { kind: undefined, what: "ce/main", term: undefined, value: "106000000", step: 50 };
    const { kind: _kind, term: _term, ...noticed } = { ...divergence(), ...loss };
    expect(divergenceCause(record(experiment, 50), noticed)).toEqual({ kind: "imageWeights" });
    expect(divergenceCause(record(experiment, 50), divergence({ kind: "gradient", step: 50 })).kind).toBe(
      "imageWeights",
    );
    // Within the batch weights are bounded, and activations that are no numbers come from the weights of the network.
    expect(divergenceCause(record(experiment, 50), { ...noticed, arm: "B" }).kind).toBe("rate");
    expect(divergenceCause(record(experiment, 50), divergence({ step: 50 })).kind).toBe("rate");
  });

  it("is the weights of images, too, where a huge one shows first in the activations of the step after it", () => {
    const after = divergence({ step: 50 });
    const { experiment } = decodeLink("v1&bs=2&n=200&A=bias&B=bias;bias.scaling=local");
    const cause = (over: Experiment, found = after) =>
      divergenceCause(record(over, 50, [2.9, 3.1, 64_000]), found).kind;
    expect(cause(experiment)).toBe("imageWeights");
    expect(cause(experiment, divergence({ kind: "parameter", step: 50 }))).toBe("imageWeights");
    // Within the batch weights are bounded, and a rate of 10 breaks any network.
    expect(cause(experiment, { ...after, arm: "B" })).toBe("rate");
    expect(cause({ ...experiment, optimizer: { ...experiment.optimizer, lr: 10 } as Experiment["optimizer"] })).toBe(
      "rate",
    );
    expect(divergenceCause(record(experiment, 50, [2.9, 3.1, 4]), after).kind).toBe("rate");
  });

  it("is the temperature of a mimicking term that makes its targets sharp", () => {
    const [, dhm] = smoke.arms;
    if (dhm === undefined) throw new Error("smoke has two arms");
    const sharp: Experiment = {
      ...smoke,
      arms: [{ ...dhm, method: { ...dhm.method, temperature: 0.25 } as typeof dhm.method }],
    };
    const run = record(sharp, 30);
    const term = run.arms[0]?.terms.find((id) => id.startsWith("kl/")) ?? "";
    expect(term).not.toBe("");
    expect(divergenceCause(run, divergence({ step: 30, term }))).toEqual({ kind: "temperature", temperature: 0.25 });
  });
});

describe("the rise of the loss", () => {
  it("is told from its lowest to its last number", () => {
    const risen = record(smoke, 30, [2, 1, 4, 40, Number.NaN]);
    expect(lossRise(risen, divergence())).toEqual({ factor: 40, steps: 2 });
  });

  it("is not told where it is no more than noise", () => {
    expect(lossRise(record(smoke, 30, [1, 1.2, 1.1, Number.NaN]), divergence())).toBeUndefined();
    expect(lossRise(newRun("r", smoke), divergence())).toBeUndefined();
  });
});
