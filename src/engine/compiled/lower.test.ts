import { describe, expect, it } from "vitest";
import { sizeOf } from "../../graph/shape";
import { probeLayers } from "../gram";
import { selfTestPlan } from "../selfTest";
import type { Dispatch } from "./kernel";
import { lowerInference } from "./inference";
import type { LoweringPlan } from "./lowering";
import { lowerProbe } from "./probing";
import { Arena } from "./region";
import { TrainingState } from "./state";
import { lowerTraining } from "./training";

const plan = selfTestPlan();
const state = new TrainingState(plan);
const lowering: LoweringPlan = {
  graph: plan.graph,
  batch: plan.batchSize,
  adapterKind: "software",
  parameters: state.parameters,
  statistics: state.statistics,
  termState: state.terms,
  views: 1,
  images: new Arena("images").slot("images", plan.batchSize * sizeOf(plan.graph.input)),
  labels: new Arena("labels").slot("labels", plan.batchSize),
  variants: new Map(),
};
const step = lowerTraining(lowering, plan.terms, plan.optimizer, state);
const ces = plan.graph.heads.map(({ branch }) => plan.terms.map(({ id }) => id === `ce/${branch}`));
const probe = lowerProbe(lowering, plan.terms, ces, probeLayers(plan.graph), []);
const inference = lowerInference(lowering, { embeddings: true });

/** Names of the arenas that a list writes. */
function written(dispatches: readonly Dispatch[]): ReadonlySet<string> {
  return new Set(
    dispatches.flatMap(({ kernel, regions }) =>
      regions.flatMap(({ home }, index) => (kernel.access[index] === "w" && home ? [home.arena.name] : [])),
    ),
  );
}

describe("a lowered network", () => {
  it("shares kernels between layers, arms, training, probes and inference: no text names a layer", () => {
    const lists = [step.dispatches, probe.dispatches, inference.dispatches];
    const texts = lists.map((list) => new Set(list.map(({ kernel }) => kernel.code)));
    expect(texts[0]?.size).toBeLessThan(step.dispatches.length / 1.5);
    const convs = inference.dispatches.filter(({ kernel }) => kernel.family === "convForward");
    for (const { kernel } of convs) expect(texts[0]?.has(kernel.code)).toBe(true);
    for (const { code } of lists.flat().map(({ kernel }) => kernel)) expect(code).not.toMatch(/s\db\d|branch|main\./);
  });

  it("never binds a buffer twice where one binding writes, but for disjoint slots of one arena", () => {
    for (const { kernel, regions } of [...step.dispatches, ...probe.dispatches, ...inference.dispatches]) {
      regions.forEach((region, index) => {
        if (kernel.access[index] !== "w") return;
        regions.forEach((other, place) => {
          if (place === index) return;
          expect(other, `${kernel.family}: ${region.name}`).not.toBe(region);
          // A buffer that is written may not also be bound for reading.
          if (region.home && other.home?.arena === region.home.arena) expect(kernel.access[place]).toBe("w");
        });
      });
    }
  });

  it("keeps to eight storage buffers, what every adapter has", () => {
    for (const { kernel } of [...step.dispatches, ...probe.dispatches]) {
      expect(kernel.access.length, kernel.family).toBeLessThanOrEqual(8);
    }
  });

  it("a probe and inference write nothing that training reads", () => {
    const own = ["parameters", "statistics", "momentum", "gradients", "state"];
    expect(own.filter((name) => written(step.dispatches).has(name))).toEqual(own.slice(0, 4));
    expect(own.filter((name) => written(probe.dispatches).has(name))).toEqual([]);
    expect(own.filter((name) => written(inference.dispatches).has(name))).toEqual([]);
  });

  it("lays parameters, gradients and momenta out alike, at multiples of 256 bytes", () => {
    for (const [name, { home }] of state.parameters.slots) {
      expect((home?.offset ?? 1) % 64).toBe(0);
      for (const arena of [state.gradients, ...state.slots]) {
        expect(arena.slots.get(name)?.home?.offset).toBe(home?.offset);
      }
    }
  });

  it("a probe computes filter gradients of shared layers alone", () => {
    const filters = probe.dispatches.filter(({ kernel }) => kernel.family === "convFilterGradient").length;
    const shared = probeLayers(plan.graph).length;
    // Three losses; the early branch shares only the stem and the first stage.
    expect(filters).toBeLessThan(plan.graph.heads.length * shared);
    expect(filters).toBeGreaterThanOrEqual(shared);
  });
});
