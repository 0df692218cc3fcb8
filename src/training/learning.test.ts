import { beforeAll, expect, it, test } from "vitest";
import { datasets } from "../catalog/datasets";
import { methods } from "../catalog/methods";
import { optimizers } from "../catalog/optimizers";
import type { Engine } from "../engine/engine";
import { openCpuEngine } from "../engine/testing/cpuEngine";
import { openWasm } from "../engine/wasm/openWasm";
import type { Arm, Experiment, Learning } from "../experiment/experiment";
import { builtNetworks } from "../experiment/expansion";
import { learningFields } from "../experiment/fields";
import { withRate } from "../experiment/forkRate";
import { decodeLink } from "../experiment/link/decode";
import { encodeLink } from "../experiment/link/encode";
import { parseExperiment } from "../experiment/parseExperiment";
import { dhmArm, dsnArm, findPreset, plainArm, smallData } from "../experiment/presets";
import { MAIN } from "../graph/networkGraph";
import type { RunSnapshot } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { parseEvent } from "../protocol/guards";
import { initialValues } from "../schema/field";
import { coefficientsAt } from "./coefficients";
import { executorPlanOf } from "./executorPlan";
import { trainToEnd } from "./testing/trainToEnd";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const dsn = dsnArm("s1b1", "s2b1");
const learns = (arm: Arm, learning: Partial<Learning>): Arm => ({
  ...arm,
  learning: { ...initialValues(learningFields), ...learning },
});

const withArms = (...arms: readonly Arm[]): Experiment => ({
  ...smoke,
  backbone: { kind: "resnet", depth: 8, width: 2, shortcut: "A", block: "basic" },
  training: { ...smoke.training, budget: 8, batchSize: 4 },
  measure: { ...smoke.measure, evaluateEvery: 4, evaluateImages: 10, probeEvery: 0 },
  dataset: { kind: "totem", ...initialValues(datasets.totem.fields), size: "8", train: 40, test: 20 },
  arms,
});

let engine: Engine;
beforeAll(async () => {
  engine = await openWasm();
});

/** A run's events, and every state on its way. */
async function run(experiment: Experiment, resumeFrom?: RunSnapshot) {
  const states = new Map<number, RunSnapshot>();
  const events = await trainToEnd(experiment, engine, {
    snapshotEvery: 1,
    onSnapshot: (snapshot) => states.set(snapshot.step, snapshot),
    ...(resumeFrom === undefined ? {} : { resumeFrom }),
  });
  expect(events.at(-1)).toMatchObject({ type: "finished", reason: "completed" });
  return { steps: stepsOf(events), states, last: events.at(-1) };
}

const stepsOf = (events: readonly TrainEvent[]) => events.filter((event) => event.type === "step");
const tensorsAt = (states: ReadonlyMap<number, RunSnapshot>, step: number, arm: number) =>
  states.get(step)?.arms[arm]?.tensors ?? new Map<string, Float32Array>();

test("links and stored experiments carry the settings; links without them mean what they did", () => {
  const experiment = withArms(dsn, learns(dsn, { rate: 0.001, trunkFirst: 0.25, clip: 2.5 }));
  const link = encodeLink(experiment);
  expect(link).toContain("learn.rate=.001;learn.trunkFirst=.25;learn.clip=2.5");
  expect(decodeLink(link).experiment.arms).toEqual(experiment.arms);
  expect(parseExperiment(structuredClone(experiment)).arms).toEqual(experiment.arms);
  expect(decodeLink(encodeLink(withArms(dsn))).experiment.arms).toEqual([dsn]);
  expect(decodeLink(link.replace("trunkFirst=.25", "trunkFirst=2")).issues.map(({ path }) => path)).toContain(
    "B.learn.trunkFirst",
  );
  // As usual in every setting is the same network and the same program, to the last operation.
  const [usual, absent] = [withArms(learns(dsn, {})), withArms(dsn)].map((one) =>
    builtNetworks(one).map((network) => executorPlanOf(one, network, { views: 1, frozen: undefined })),
  );
  expect(usual).toEqual(absent);
  expect(usual?.[0]).not.toHaveProperty("groups");
});

/** An arm whose branches have these rates of their own. */
const paced = (arm: Arm, ...rates: readonly number[]): Arm => ({
  ...arm,
  forks: arm.forks.map((fork, index) => withRate(fork, rates[index] ?? 1)),
});
const planOf = (experiment: Experiment) =>
  builtNetworks(experiment).map((network) => executorPlanOf(experiment, network, { views: 1, frozen: undefined }));

test("a branch's own rate is in links and stored experiments, and is no other program where it is 1", () => {
  const experiment = withArms(paced(dsn, 0.1, 1), learns(paced(dsn, 3, 0.5), { rate: 0.1, trunkFirst: 0.25 }));
  const link = encodeLink(experiment);
  expect(link).toContain("f=s1b1~gap~1~.1,s2b1");
  expect(link).toContain("f=s1b1~gap~1~3,s2b1~gap~1~.5;");
  expect(decodeLink(link).experiment.arms).toEqual(experiment.arms);
  expect(parseExperiment(structuredClone(experiment)).arms).toEqual(experiment.arms);
  expect(decodeLink(encodeLink(withArms(dsn)).replace("s1b1", "s1b1~gap~1~1")).experiment.arms).toEqual([dsn]);
  expect(planOf(withArms(paced(dsn, 1, 1)))).toEqual(planOf(withArms(dsn)));
  expect(planOf(withArms(paced(dsn, 1, 1)))[0]).not.toHaveProperty("groups");
  const [own, both] = planOf(experiment);
  expect(own).toMatchObject({
    groups: [[MAIN], ["s1b1"], ["s2b1"]],
    paces: [
      { rate: 1, from: 0 },
      { rate: 0.1, from: 0 },
      { rate: 1, from: 0 },
    ],
  });
  // The factor of all branches and a branch's own multiply; both join together.
  expect(both?.paces).toEqual([
    { rate: 1, from: 0 },
    { rate: 0.1 * 3, from: 2 },
    { rate: 0.1 * 0.5, from: 2 },
  ]);
  // Branches of one rate are updated together, wherever they fork.
  const three = paced(dsnArm("stem", "s1b1", "s2b1"), 0.3, 1, 0.3);
  expect(planOf(withArms(three))[0]?.groups).toEqual([[MAIN], ["stem", "s2b1"], ["s1b1"]]);
});

it.each(["sgd", "adam"] as const)(
  "%s: the first step moves a branch's own layers by its rate, and nothing else otherwise",
  async (kind) => {
    const rates = [0.125, 4];
    const optimizer = kind === "sgd" ? smoke.optimizer : { kind, ...initialValues(optimizers.adam.fields) };
    const arms = withArms(dsn, paced(dsn, ...rates), paced(dsn, 1, 0.5));
    const { states } = await run({
      ...arms,
      optimizer,
      training: { ...arms.training, budget: 1, warmup: 0 },
    });
    const [plan] = planOf(arms);
    if (plan === undefined) throw new Error("no network");
    const executor = await engine.create(plan);
    const drawn = (await executor.snapshot()).tensors;
    executor.dispose();
    let compared = 0;
    for (const { name, branch } of builtNetworks(arms)[0]?.graph.parameters ?? []) {
      const [usual, own, half] = [0, 1, 2].map((arm) => tensorsAt(states, 1, arm).get(name));
      const from = drawn.get(name);
      const factor = { s1b1: 0.125, s2b1: 4 }[branch] ?? 1;
      if (branch !== "s2b1") expect([...(half ?? [])], name).toEqual([...(usual ?? [])]);
      from?.forEach((start, at) => {
        const whole = (usual?.[at] ?? Number.NaN) - start;
        expect((own?.[at] ?? Number.NaN) - start, `${name}[${at}]`).toBeCloseTo(factor * whole, 5);
        if (Math.abs(whole) > 1e-3) compared += 1;
      });
    }
    expect(compared).toBeGreaterThan(20);
  },
);

test("only the trunk's own loss counts until the branches join, mimicry of main by a branch included", () => {
  const [network] = builtNetworks(withArms(learns(dhmArm(1, "s1b1", "s2b1"), { trunkFirst: 0.3 })));
  const terms = network?.plan.terms ?? [];
  const counting = (step: number): readonly string[] => {
    const coefficients = coefficientsAt(terms, 1, step, 10);
    return terms.filter((_, at) => coefficients[2 * at + 1] !== 0).map(({ id }) => id);
  };
  expect(counting(0)).toEqual(["ce/main"]);
  expect(counting(2)).toEqual(["ce/main"]);
  expect(counting(3)).toEqual(terms.map(({ id }) => id));
  expect(terms.some(({ id, branch }) => branch === MAIN && id !== "ce/main")).toBe(true);
});

it("trains the trunk at first as if there were no branches, and leaves those as they were drawn", async () => {
  const { states, steps } = await run(withArms(plainArm(), learns(dsn, { trunkFirst: 0.5 }), dsn));
  const drawn = tensorsAt(
    (await run({ ...withArms(dsn), training: { ...withArms().training, budget: 1 } })).states,
    1,
    0,
  );
  expect(drawn.size).toBeGreaterThan(0);
  for (const step of [1, 4]) {
    const [alone, first, usual] = [0, 1, 2].map((arm) => tensorsAt(states, step, arm));
    const trunk = [...(alone?.keys() ?? [])];
    expect(trunk.length).toBeGreaterThan(20);
    for (const name of trunk) expect([...(first?.get(name) ?? [])], name).toEqual([...(alone?.get(name) ?? [])]);
    expect(trunk.some((name) => String(first?.get(name)) !== String(usual?.get(name)))).toBe(true);
  }
  const branch = [...tensorsAt(states, 1, 1).keys()].filter((name) =>
    /^branch\..*(kernel|weight|bias|gamma|beta)$/.test(name),
  );
  expect(branch.length).toBeGreaterThan(2);
  const moved = (from: number, to: number) =>
    branch.filter(
      (name) => String(tensorsAt(states, from, 1).get(name)) !== String(tensorsAt(states, to, 1).get(name)),
    );
  expect(moved(1, 4)).toEqual([]);
  expect(moved(4, 5)).toEqual(branch);
  // Until then the total is main's loss, and every loss is told.
  const told = steps.map(({ arms }) => arms[1]);
  expect(told[3]?.total).toBe(told[3]?.losses[0]);
  expect(told[4]?.total).not.toBe(told[4]?.losses[0]);
  expect(told[3]?.losses.every(Number.isFinite)).toBe(true);
});

it("learns on tfjs as in WebAssembly, to rounding", async () => {
  const experiment = withArms(learns(paced(dsn, 0.3, 3), { rate: 0.1, trunkFirst: 0.25, clip: 0.5 }));
  const short = { ...experiment, training: { ...experiment.training, budget: 4 } };
  const losses = async (by: Engine) =>
    stepsOf(await trainToEnd(short, by)).flatMap(({ arms }) => arms[0]?.losses ?? []);
  const [here, there] = [await losses(engine), await losses(await openCpuEngine())];
  expect(here).toHaveLength(12);
  const lengths = async (by: Engine) => stepsOf(await trainToEnd(short, by)).map(({ arms }) => Number(arms[0]?.norm));
  const [own, other] = [await lengths(engine), await lengths(await openCpuEngine())];
  expect(own.every((length) => length > 0.5)).toBe(true);
  own.forEach((length, at) => expect(length / (other[at] ?? Number.NaN)).toBeCloseTo(1, 3));
  here.forEach((loss, at) => expect(Number(loss)).toBeCloseTo(Number(there[at]), 4));
});

it("goes on from every state to the same bits, before and after the branches join", async () => {
  const experiment = withArms(
    learns(paced(dsn, 1, 3), { rate: 0.1, trunkFirst: 0.5 }),
    learns(dhmArm(1, "s1b1"), { trunkFirst: 0.25, clip: 1 }),
  );
  const whole = await run(experiment);
  for (const step of [2, 4, 6]) {
    const again = await run(experiment, whole.states.get(step));
    expect(again.steps.map(({ arms }) => arms)).toEqual(whole.steps.slice(step).map(({ arms }) => arms));
    expect(again.last).toEqual(whole.last);
  }
});

it("tells every gradient's length where an arm clips, and of turns the longest; its neighbour keeps every bit", async () => {
  const turns: Arm = {
    ...dsnArm("input"),
    method: { kind: "dml", ...initialValues(methods.dml.fields), updates: "alternating" },
  };
  const clipped = await run(withArms(dsn, learns(dsn, { clip: 0.5 }), learns(turns, { clip: 0.5 })));
  const usual = await run(withArms(dsn, dsn, turns));
  expect(clipped.steps.map(({ arms }) => arms[0])).toEqual(usual.steps.map(({ arms }) => arms[0]));
  for (const { arms } of clipped.steps) {
    expect(arms[0]?.norm).toBeUndefined();
    for (const arm of arms.slice(1)) expect(arm.norm).toBeGreaterThan(0.5);
  }
  const losses = ({ steps }: typeof usual, arm: number) => steps.map(({ arms }) => arms[arm]?.losses);
  expect(losses(clipped, 1)[0]).toEqual(losses(usual, 1)[0]);
  for (const arm of [1, 2]) expect(losses(clipped, arm).at(-1)).not.toEqual(losses(usual, arm).at(-1));
  for (const event of clipped.steps) expect(parseEvent(event)).toEqual(event);
});
