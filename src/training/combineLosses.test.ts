import { beforeAll, expect, it, test } from "vitest";
import { combiners, learners, type CombinerKind, type LearnerKind } from "../catalog/combining";
import { datasets } from "../catalog/datasets";
import type { Engine } from "../engine/engine";
import { openCpuEngine } from "../engine/testing/cpuEngine";
import { openWasm } from "../engine/wasm/openWasm";
import type { Combining, Experiment } from "../experiment/experiment";
import { combiningFields } from "../experiment/fields";
import { decodeLink } from "../experiment/link/decode";
import { encodeLink } from "../experiment/link/encode";
import { parseExperiment } from "../experiment/parseExperiment";
import { dsnArm, findPreset, plainArm, smallData } from "../experiment/presets";
import type { RunSnapshot } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { parseEvent } from "../protocol/guards";
import { initialValues } from "../schema/field";
import { decodeSnapshot, encodeSnapshot } from "../storage/snapshotFile";
import type { TrainEnvironment } from "./trainEnvironment";
import { trainToEnd } from "./testing/trainToEnd";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const dsn = dsnArm("s1b1", "s2b1");

/** DSN's losses added, and the same arm under a rule. */
function underRule(combining: Partial<Combining>): Experiment {
  return {
    ...smoke,
    backbone: { kind: "resnet", depth: 8, width: 2, shortcut: "A", block: "basic" },
    training: { ...smoke.training, budget: 8, batchSize: 4 },
    measure: { ...smoke.measure, evaluateEvery: 4, evaluateImages: 10, probeEvery: 0 },
    dataset: { kind: "totem", ...initialValues(datasets.totem.fields), size: "8", train: 40, test: 20 },
    arms: [dsn, { ...dsn, combining: { ...initialValues(combiningFields), every: 3, ...combining } }],
  };
}

let engine: Engine;
beforeAll(async () => {
  engine = await openWasm();
});

const run = (experiment: Experiment, options: Partial<TrainEnvironment> = {}): Promise<TrainEvent[]> =>
  trainToEnd(experiment, engine, options);

const stepsOf = (events: readonly TrainEvent[]) => events.filter((event) => event.type === "step");

test("the setting offers the sum and every rule", () => {
  const { control } = combiningFields.rule;
  expect(control.widget === "select" && control.options.map(({ value }) => value)).toEqual([
    "sum",
    ...Object.keys(combiners),
    ...Object.keys(learners),
  ]);
});

test("links and stored experiments carry the setting, those without it mean the sum", () => {
  const experiment = underRule({ rule: "cagrad", every: 2, caution: 0.25 });
  const link = encodeLink(experiment);
  expect(link).toContain("combine.rule=cagrad;combine.every=2;combine.caution=.25");
  const { experiment: read, issues } = decodeLink(link);
  expect(issues.filter(({ path }) => path.includes("combin"))).toEqual([]);
  expect(read.arms).toEqual(experiment.arms);
  expect(parseExperiment(structuredClone(experiment)).arms).toEqual(experiment.arms);
  expect(decodeLink(encodeLink({ ...experiment, arms: [dsn] })).experiment.arms).toEqual([dsn]);
  expect(decodeLink(link.replace("cagrad", "cagrid")).issues.map(({ path }) => path)).toContain("B.combine.rule");
});

it.each(Object.keys({ ...combiners, ...learners }) as (CombinerKind | LearnerKind)[])(
  "%s trains, and leaves the arm beside it as it was",
  async (rule) => {
    const [ruled, summed] = [await run(underRule({ rule })), await run(underRule({ rule: "sum" }))];
    expect(ruled.at(-1)).toMatchObject({ type: "finished", reason: "completed" });
    for (const event of ruled) expect(parseEvent(event)).toEqual(event);
    expect(stepsOf(ruled).map(({ arms }) => arms[0])).toEqual(stepsOf(summed).map(({ arms }) => arms[0]));
    // Before the steps 0, 3 and 6, which are told as done.
    const measured = stepsOf(ruled).filter(({ arms }) => arms[1]?.combined !== undefined);
    expect(measured.map(({ step }) => step)).toEqual([1, 4, 7]);
    for (const { arms } of measured) {
      expect(arms[0]?.combined).toBeUndefined();
      expect(arms[1]?.combined).toSatisfy((said: object) => "fallback" in said || "weights" in said);
    }
    expect(summed.every((event) => event.type !== "step" || event.arms[1]?.combined === undefined)).toBe(true);
  },
);

it.each(["mgda", "gradnorm", "uncertainty"] as const)(
  "%s replays to the last bit from every state, between two weighings too",
  async (rule) => {
    const experiment = underRule({ rule });
    const snapshots: RunSnapshot[] = [];
    const whole = await run(experiment, { snapshotEvery: 1, onSnapshot: (snapshot) => snapshots.push(snapshot) });
    const steps = stepsOf(whole).map(({ step, arms }) => [step, arms]);
    const weights = stepsOf(whole)[0]?.arms[1]?.combined;
    expect(weights).toSatisfy((said: object) => "weights" in said);
    const held = snapshots.filter(({ step }) => step < 8);
    expect(held.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (const snapshot of held) {
      // By way of the file, as a page that is opened again has it.
      const kept = decodeSnapshot(encodeSnapshot({ snapshot, logBytes: 0 }))?.snapshot;
      if (kept === undefined) throw new Error("not kept");
      const again = await run(experiment, { resumeFrom: kept });
      expect(stepsOf(again).map(({ step, arms }) => [step, arms])).toEqual(steps.slice(snapshot.step));
      expect(again.at(-1)).toEqual(whole.at(-1));
    }
  },
);

it.each(["mgda", "gradnorm", "uncertainty"] as const)("%s takes another way than the sum", async (rule) => {
  const [ruled, summed] = [await run(underRule({ rule })), await run(underRule({ rule: "sum" }))];
  expect(stepsOf(ruled)[0]?.arms[1]?.losses).toEqual(stepsOf(summed)[0]?.arms[1]?.losses);
  expect(stepsOf(ruled).at(-1)?.arms[1]?.losses).not.toEqual(stepsOf(summed).at(-1)?.arms[1]?.losses);
});

it("takes the sum, and says so, where only one loss teaches the trunk", async () => {
  const experiment = underRule({});
  const combining = { ...initialValues(combiningFields), rule: "upgrad" as const, every: 4 };
  const events = await run({ ...experiment, arms: [plainArm("s1b1"), { ...plainArm("s1b1"), combining }] });
  const steps = stepsOf(events);
  expect(steps.flatMap(({ arms }) => arms[1]?.combined ?? [])).toEqual([
    { fallback: "single" },
    { fallback: "single" },
  ]);
  for (const { arms } of steps) expect(arms[1]?.losses).toEqual(arms[0]?.losses);
});

it.each(["upgrad", "gradnorm", "uncertainty"] as const)(
  "%s weighs on tfjs as in WebAssembly, to rounding",
  async (rule) => {
    const experiment = { ...underRule({ rule, every: 1 }) };
    const short = { ...experiment, training: { ...experiment.training, budget: 2 } };
    const weights = async (openEngine: () => Promise<Engine>): Promise<readonly number[]> =>
      stepsOf(await run(short, { openEngine })).flatMap(({ arms }) => {
        const said = arms[1]?.combined;
        return said !== undefined && "weights" in said ? said.weights : [];
      });
    const here = await weights(() => Promise.resolve(engine));
    const there = await weights(openCpuEngine);
    expect(here.length).toBeGreaterThan(0);
    expect(there).toHaveLength(here.length);
    here.forEach((weight, at) => expect(weight).toBeCloseTo(there[at] ?? NaN, 2));
  },
);
