import { describe, expect, it } from "vitest";
import { builtNetworks } from "../../experiment/expansion";
import { optimizerSpecOf } from "../../experiment/network";
import { findPreset, smallData } from "../../experiment/presets";
import { sizeOf } from "../../graph/shape";
import type { AdapterFacts } from "../device";
import type { ExecutorPlan } from "../executor";
import { probeLayers } from "../gram";
import { selfTestPlan } from "../selfTest";
import type { Planned } from "../plan/operations";
import { emitKernels } from "./emit/family";
import type { Dispatch } from "./kernel";
import { mergeDispatches } from "./merging/mergeDispatches";
import { Neighbours } from "./merging/neighbours";
import { lowerInference } from "../plan/inference";
import type { LoweringPlan } from "../plan/lowering";
import { lowerProbe } from "../plan/probing";
import { Arena, type Region } from "../plan/region";
import { TrainingState } from "../plan/state";
import { lowerTraining } from "../plan/training";

const plan = selfTestPlan();
const lowered = ({ graph, batchSize }: ExecutorPlan, state: TrainingState): LoweringPlan => ({
  graph,
  batch: batchSize,
  parameters: state.parameters,
  statistics: state.statistics,
  termState: state.terms,
  views: 1,
  images: new Arena("images").slot("images", batchSize * sizeOf(graph.input)),
  labels: new Arena("labels").slot("labels", batchSize),
});
const emitted = (
  { operations }: { readonly operations: readonly Planned[] },
  adapterKind: AdapterFacts["kind"] = "software",
): readonly Dispatch[] => emitKernels(operations, { adapterKind, variants: new Map() });
const stepOf = (of: ExecutorPlan, kind?: AdapterFacts["kind"]): readonly Dispatch[] => {
  const state = new TrainingState(of);
  return emitted(lowerTraining(lowered(of, state), of.terms, of.optimizer, state), kind);
};
const step = stepOf(plan);
const lowering = lowered(plan, new TrainingState(plan));
const ces = plan.graph.heads.map(({ branch }) => plan.terms.map(({ id }) => id === `ce/${branch}`));
const probe = emitted(lowerProbe(lowering, plan.terms, ces, probeLayers(plan.graph), []));
const inference = emitted(lowerInference(lowering, { embeddings: true }));
/** The default experiment, by the kernels for cards. */
const cards = builtNetworks(smallData).flatMap((arm) =>
  stepOf({ ...arm, ...arm.plan, optimizer: optimizerSpecOf(smallData), batchSize: 64, seed: 1 }, "gpu"),
);

/** Words that are watched as one: where regions begin. */
const WATCHED = 64;

/** What lies in memory behind a list: by place the dispatch that wrote there last, and all that it had seen, as a number. */
function memoryAfter(
  list: readonly Dispatch[],
  numbers: Map<string, number>,
): ReadonlyMap<unknown, ReadonlyMap<number, number>> {
  const memory = new Map<unknown, Map<number, number>>();
  const placesOf = (region: Region) => {
    const { home, words } = region;
    const key = home?.arena ?? region;
    const held = memory.get(key) ?? new Map<number, number>();
    memory.set(key, held);
    const from = (home?.offset ?? 0) / WATCHED;
    const places = Array.from({ length: Math.ceil(words / WATCHED) }, (_, place) => from + place);
    return { held, places };
  };
  for (const { kernel, regions, writes } of list) {
    const written = writes ?? regions.filter((_, binding) => kernel.access[binding] === "w");
    const read = regions.filter((region, binding) => kernel.access[binding] === "r" || written.includes(region));
    const seen = [...read, ...written].map((region) => {
      const { held, places } = placesOf(region);
      return places.map((place) => held.get(place) ?? 0);
    });
    const key = JSON.stringify([kernel.code, seen]);
    const number = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, number);
    for (const region of written) {
      const { held, places } = placesOf(region);
      for (const place of places) held.set(place, number);
    }
  }
  return memory;
}

describe("a plan as dispatches", () => {
  it("shares kernels between layers, arms, training, probes and inference: no text names a layer", () => {
    const lists = [step, probe, inference];
    const texts = lists.map((list) => new Set(list.map(({ kernel }) => kernel.code)));
    expect(texts[0]?.size).toBeLessThan(step.length / 1.5);
    const convs = inference.filter(({ kernel }) => kernel.family === "convForward");
    for (const { kernel } of convs) expect(texts[0]?.has(kernel.code)).toBe(true);
    for (const { code } of lists.flat().map(({ kernel }) => kernel)) expect(code).not.toMatch(/s\db\d|branch|main\./);
  });

  it("leaves little to compile for the first run of the smoke preset", () => {
    const known = new Set([...step, ...inference].map(({ kernel }) => kernel.code));
    const smoke = findPreset("smoke")?.experiment ?? smallData;
    for (const arm of builtNetworks(smoke)) {
      const { batchSize } = smoke.training;
      const own = { ...arm, ...arm.plan, optimizer: optimizerSpecOf(smoke), batchSize, seed: 1 };
      const texts = new Set(stepOf(own).map(({ kernel }) => kernel.code));
      const unknown = [...texts].filter((code) => !known.has(code));
      expect(unknown.length, `${unknown.length} of ${texts.size}`).toBeLessThan(texts.size / 4);
    }
  });

  it("never binds a buffer twice where one binding writes, but for disjoint slots of one arena", () => {
    for (const { kernel, regions } of [...step, ...probe, ...inference, ...cards]) {
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
    for (const { kernel } of [...step, ...probe, ...cards]) {
      expect(kernel.access.length, kernel.family).toBeLessThanOrEqual(8);
    }
  });

  it("keeps to what every card has: 256 invocations and 16 kB of memory a workgroup, no atomics", () => {
    let inMemory = 0;
    for (const { kernel } of cards) {
      const { code, family, invocations } = kernel;
      const arrays = code.matchAll(/var<workgroup> \w+: array<(f32|vec4f), (\d+)>/g);
      const bytes = [...arrays].reduce((sum, [, type, length]) => sum + (type === "f32" ? 4 : 16) * Number(length), 0);
      expect(bytes > 0, family).toBe(code.includes("var<workgroup>"));
      if (bytes > 0) inMemory += 1;
      expect(bytes, family).toBeLessThanOrEqual(16_384);
      expect(invocations, family).toBeLessThanOrEqual(256);
      expect(code, family).not.toContain("atomic");
    }
    expect(inMemory).toBeGreaterThan(50);
  });

  it("on cards a head's losses take one dispatch, and all counts of right answers one", () => {
    const arms = builtNetworks(smallData);
    const heads = arms.reduce((sum, { graph }) => sum + graph.heads.length, 0);
    const count = (family: string) => cards.filter(({ kernel }) => kernel.family === family).length;
    expect(arms.some(({ plan: { terms } }) => terms.length > heads)).toBe(true);
    expect(count("terms")).toBe(heads);
    expect(count("hits")).toBe(arms.length);
    expect(["crossEntropy", "kl"].map(count)).toEqual([0, 0]);
  });

  it("on cards split sums of several layers are joined in one dispatch, and before anything uses them", () => {
    const networks = builtNetworks(smallData);
    expect(cards.filter(({ kernel }) => kernel.family === "sumParts").length).toBeLessThanOrEqual(2 * networks.length);
    let joined = 0;
    const waiting = new Set<string>();
    for (const { kernel, regions } of cards) {
      if (kernel.family === "convFilterGradient") {
        for (const { name, home } of regions) if (home === undefined && name.endsWith(" parts")) waiting.add(name);
      } else if (kernel.family === "sumParts") {
        for (const { name } of regions) if (waiting.delete(name)) joined += 1;
      } else if (kernel.family === "optimizer") expect([...waiting]).toEqual([]);
    }
    expect(joined).toBeGreaterThan(15);
  });

  it("on cards convolutions with enough channels are products, which nothing is packed or turned for", () => {
    const families = cards.map(({ kernel }) => kernel.family);
    expect(families.filter((family) => family === "convForward").length).toBeGreaterThan(10);
    expect(families.filter((family) => /^filter/.test(family))).toEqual([]);
  });

  it("on cards equal dispatches are one, in an order that changes nothing", () => {
    const merged = mergeDispatches(cards, new Neighbours(cards, Infinity, ({ name }, other) => name === other.name));
    expect(merged.flat()).toHaveLength(cards.length);
    expect(merged.length).toBeLessThanOrEqual(120);
    const numbers = new Map<string, number>();
    const [before, after] = [memoryAfter(cards, numbers), memoryAfter(merged.flat(), numbers)];
    expect(after.size).toBe(before.size);
    for (const [memory, held] of before) expect(after.get(memory)).toEqual(held);
  });

  it("a probe computes filter gradients of shared layers alone", () => {
    const filters = probe.filter(({ kernel }) => kernel.family === "convFilterGradient").length;
    const shared = probeLayers(plan.graph).length;
    // Three losses; the early branch shares only the stem and the first stage.
    expect(filters).toBeLessThan(plan.graph.heads.length * shared);
    expect(filters).toBeGreaterThanOrEqual(shared);
  });
});
