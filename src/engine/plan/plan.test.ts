import { describe, expect, it } from "vitest";
import { sizeOf } from "../../graph/shape";
import { probeLayers } from "../gram";
import { selfTestPlan } from "../selfTest";
import { lowerInference } from "./inference";
import { TransientPool } from "./lifetimes";
import type { LoweringPlan } from "./lowering";
import type { Planned } from "./operations";
import { lowerProbe } from "./probing";
import { Arena, type Region } from "./region";
import { TrainingState } from "./state";
import { regionsOf } from "./regionsOf";
import { lowerTraining } from "./training";

const plan = selfTestPlan();
const state = new TrainingState(plan);
const lowering: LoweringPlan = {
  graph: plan.graph,
  batch: plan.batchSize,
  parameters: state.parameters,
  statistics: state.statistics,
  termState: state.terms,
  views: 1,
  images: new Arena("images").slot("images", plan.batchSize * sizeOf(plan.graph.input)),
  labels: new Arena("labels").slot("labels", plan.batchSize),
};
const { operations: step } = lowerTraining(lowering, plan.terms, plan.optimizer, state);
const ces = plan.graph.heads.map(({ branch }) => plan.terms.map(({ id }) => id === `ce/${branch}`));
const { operations: probe } = lowerProbe(lowering, plan.terms, ces, probeLayers(plan.graph), []);
const { operations: inference } = lowerInference(lowering, { embeddings: true });

/** Names of the arenas that a list writes. */
function written(list: readonly Planned[]): ReadonlySet<string> {
  return new Set(
    list.flatMap(({ writes }) => regionsOf(writes).flatMap(({ home }) => (home ? [home.arena.name] : []))),
  );
}

describe("a plan", () => {
  it("computes a transient before it reads it", () => {
    for (const list of [step, probe, inference]) {
      const known = new Set<Region>();
      for (const { op, reads, writes } of list) {
        for (const region of regionsOf(reads)) {
          if (region.home === undefined) expect(known.has(region), `${op} reads ${region.name}`).toBe(true);
        }
        for (const region of regionsOf(writes)) known.add(region);
      }
      expect(known.size).toBeGreaterThan(10);
    }
  });

  it("lets a probe and inference write nothing that training reads", () => {
    const own = ["parameters", "statistics", "momentum", "gradients", "state"];
    expect(own.filter((name) => written(step).has(name))).toEqual(own.slice(0, 4));
    expect(own.filter((name) => written(probe).has(name))).toEqual([]);
    expect(own.filter((name) => written(inference).has(name))).toEqual([]);
  });

  it("lays parameters, gradients and momenta out alike, at multiples of 256 bytes", () => {
    for (const [name, { home }] of state.parameters.slots) {
      expect((home?.offset ?? 1) % 64).toBe(0);
      for (const arena of [state.gradients, ...state.slots]) {
        expect(arena.slots.get(name)?.home?.offset).toBe(home?.offset);
      }
    }
  });

  it("tells how much memory its transients need, less than all of them together", () => {
    const pool = new TransientPool();
    const list = step.map(({ reads, writes }) => ({ regions: [...regionsOf(reads), ...regionsOf(writes)] }));
    const places = pool.plan(list);
    const all = [...places.keys()].reduce((sum, { words }) => sum + words, 0);
    expect(pool.words).toBeGreaterThan(0);
    expect(pool.words).toBeLessThan(all);
  });
});

it("a state comes back from the arenas' images as it was", () => {
  const values = state.initial();
  const back = state.tensors(state.images(values));
  for (const [name, value] of values) expect(back.get(name)).toEqual(value);
  expect([...back.keys()].filter((name) => name.startsWith("momentum/"))).toHaveLength(plan.graph.parameters.length);
});
