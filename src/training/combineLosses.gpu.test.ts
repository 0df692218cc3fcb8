import { expect, it } from "vitest";
import type { CombinerKind, LearnerKind } from "../catalog/combining";
import type { Engine } from "../engine/engine";
import { openByName } from "../engine/openEngine";
import type { Experiment } from "../experiment/experiment";
import { combiningFields } from "../experiment/fields";
import { dsnArm, findPreset, smallData } from "../experiment/presets";
import type { RunSnapshot } from "../protocol/command";
import { initialValues } from "../schema/field";
import type { TrainEnvironment } from "./trainEnvironment";
import { trainToEnd } from "./testing/trainToEnd";

/** What `combineLosses.test.ts` shows in WebAssembly holds on the compiled engine. */

const smoke = findPreset("smoke")?.experiment ?? smallData;
const dsn = dsnArm("s1b1", "s2b1");

const underRule = (rule: CombinerKind | LearnerKind): Experiment => ({
  ...smoke,
  training: { ...smoke.training, budget: 5 },
  measure: { ...smoke.measure, evaluateEvery: 5, evaluateImages: 20, probeEvery: 0 },
  arms: [dsn, { ...dsn, combining: { ...initialValues(combiningFields), rule, every: 2 } }],
});

async function run(experiment: Experiment, engine: Engine, more: Partial<TrainEnvironment> = {}) {
  const events = await trainToEnd(experiment, engine, more);
  expect(events.at(-1)).toMatchObject({ type: "finished", reason: "completed" });
  return events.filter((event) => event.type === "step");
}

it("losses are weighed on the compiled engine as in WebAssembly, to rounding, and leaves the arm beside it as it was", async () => {
  const [compiled, wasm] = [await openByName("compiled"), await openByName("wasm")];
  const sum = await run({ ...underRule("upgrad"), arms: [dsn, dsn] }, compiled);
  // Rules compute alike everywhere; what an engine gives them is the gradients' inner products.
  for (const rule of ["upgrad", "gradnorm"] as const) {
    const [here, there] = [await run(underRule(rule), compiled), await run(underRule(rule), wasm)];
    expect(
      here.map(({ arms }) => arms[0]),
      rule,
    ).toEqual(sum.map(({ arms }) => arms[0]));
    // Before the first step nothing has parted yet.
    const [first, same] = [here[0]?.arms[1]?.combined, there[0]?.arms[1]?.combined];
    if (first === undefined || same === undefined) throw new Error(`${rule} said nothing`);
    expect(Object.keys(first), rule).toEqual(Object.keys(same));
    if ("weights" in first && "weights" in same)
      first.weights.forEach((weight, at) => expect(weight, rule).toBeCloseTo(same.weights[at] ?? Number.NaN, 3));
  }
  compiled.dispose();
  wasm.dispose();
});

it("a run goes on from between two weighings to the same bits", async () => {
  const engine = await openByName("compiled");
  const snapshots: RunSnapshot[] = [];
  const whole = await run(underRule("gradnorm"), engine, {
    snapshotEvery: 1,
    onSnapshot: (snapshot) => snapshots.push(snapshot),
  });
  const between = snapshots.find(({ step }) => step === 3);
  if (between === undefined) throw new Error("nothing was kept at step 3");
  const again = await run(underRule("gradnorm"), engine, { resumeFrom: between });
  expect(again.map(({ step, arms }) => [step, arms])).toEqual(whole.slice(3).map(({ step, arms }) => [step, arms]));
  engine.dispose();
});
