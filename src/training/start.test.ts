import { beforeAll, describe, expect, it } from "vitest";
import { datasets } from "../catalog/datasets";
import type { Engine } from "../engine/engine";
import { openCpuEngine } from "../engine/testing/cpuEngine";
import { openWasm } from "../engine/wasm/openWasm";
import type { Arm, Experiment } from "../experiment/experiment";
import { learningFields } from "../experiment/fields";
import { dsnArm, findPreset, plainArm, smallData } from "../experiment/presets";
import type { RunSnapshot, Teachers } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { parseEvent } from "../protocol/guards";
import { initialValues, WEIGHTS_KEY_DIGITS } from "../schema/field";
import { weightsHash } from "../storage/weightsHash";
import { trainToEnd } from "./testing/trainToEnd";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const STEPS = 3;
const dsn = dsnArm("s1b1", "s2b1");

function withArms(seed: number, ...arms: readonly Arm[]): Experiment {
  return {
    ...smoke,
    seed,
    dataset: { kind: "totem", ...initialValues(datasets.totem.fields), size: "8", train: 40, test: 20, seed: 5 },
    training: { ...smoke.training, budget: STEPS, batchSize: 4 },
    measure: { ...smoke.measure, evaluateImages: 20, probeEvery: 0 },
    arms,
  };
}

const startingFrom = (arm: Arm, start: string): Arm => ({
  ...arm,
  learning: { ...initialValues(learningFields), start },
});

interface Trained {
  readonly events: readonly TrainEvent[];
  readonly snapshot: RunSnapshot;
}

async function trained(engine: Engine, experiment: Experiment, stopAt: number, teachers?: Teachers): Promise<Trained> {
  let snapshot: RunSnapshot = { step: 0, arms: [] };
  const onSnapshot = (own: RunSnapshot): void => void (snapshot = own);
  const events = await trainToEnd(experiment, engine, { stopAt, onSnapshot, ...(teachers && { teachers }) });
  return { events, snapshot };
}

const keyOf = async (tensors: ReadonlyMap<string, Float32Array>): Promise<string> =>
  (await weightsHash(tensors)).slice(0, WEIGHTS_KEY_DIGITS);

const finalOf = (events: readonly TrainEvent[]) =>
  events.flatMap((event) => (event.type === "evaluation" && event.final ? event.arms : []));

describe.each([
  ["wasm", () => openWasm()],
  ["tfjs", () => openCpuEngine()],
] as const)("a start from weights, %s", (_, open) => {
  let engine: Engine;
  let first: Trained;
  let weights: ReadonlyMap<string, Float32Array>;
  let key: string;
  beforeAll(async () => {
    engine = await open();
    first = await trained(engine, withArms(1, dsn), STEPS);
    weights = first.snapshot.arms[0]?.tensors ?? new Map();
    key = await keyOf(weights);
  });

  it("is the network that they are of, and the run says so by their SHA-256", async () => {
    const experiment = withArms(2, startingFrom(dsn, key), dsn);
    const again = await trained(engine, experiment, 0, new Map([[key, weights]]));
    expect(finalOf(again.events)).toHaveLength(2);
    expect(finalOf(again.events)[0]).toEqual(finalOf(first.events)[0]);
    const started = again.events.find(({ type }) => type === "started");
    expect(started).toMatchObject({ arms: [{ start: await weightsHash(weights) }, {}] });
    expect(parseEvent(started)).toEqual(started);
    expect(started).not.toHaveProperty("arms[1].start");
  });

  it("of the trunk alone leaves its branches to the seed", async () => {
    const plain = await trained(engine, withArms(1, plainArm()), STEPS);
    const trunk = plain.snapshot.arms[0]?.tensors ?? new Map<string, Float32Array>();
    const own = await keyOf(trunk);
    const arms = [startingFrom(dsn, own), dsn];
    const { snapshot } = await trained(engine, withArms(2, ...arms), 0, new Map([[own, trunk]]));
    const [begun, drawn] = snapshot.arms.map(({ tensors }) => tensors);
    const sources = new Set<string>();
    for (const [name, values] of begun ?? []) {
      if (/^(momentum|state)\//.test(name)) continue;
      const source = name.startsWith("branch.") ? "seed" : "trunk";
      sources.add(source);
      expect([name, ...values]).toEqual([name, ...((source === "seed" ? drawn : trunk)?.get(name) ?? [])]);
    }
    expect(sources).toEqual(new Set(["seed", "trunk"]));
  });

  it("needs the weights at hand, and those of this network", async () => {
    const experiment = withArms(2, startingFrom(dsnArm("s1b1"), key));
    const missing = await trainToEnd(experiment, engine);
    expect(missing.at(-1)).toMatchObject({ type: "failed", error: { fault: { code: "noStart", arm: "A", key } } });
    const other = await trainToEnd(experiment, engine, { teachers: new Map([[key, weights]]) });
    const fault = {
      code: "otherStart",
      arm: "A",
      key,
      names: expect.arrayContaining(["branch.s2b1.head.dense.bias"]) as string[],
    };
    expect(other.at(-1)).toMatchObject({ type: "failed", error: { fault } });
    expect(parseEvent(other.at(-1))).toEqual(other.at(-1));
  });
});
