import { beforeAll, describe, expect, it } from "vitest";
import { datasets } from "../catalog/datasets";
import { findPreset, smallData } from "../experiment/presets";
import type { Experiment } from "../experiment/experiment";
import { datasetInfoOf } from "../experiment/network";
import type { Engine } from "../engine/engine";
import { openCpuEngine } from "../engine/testing/cpuEngine";
import { openWasm } from "../engine/wasm/openWasm";
import type { TrainEvent } from "../protocol/event";
import { parseEvent } from "../protocol/guards";
import { initialValues } from "../schema/field";
import { expectClasses } from "./testing/classProbe";
import { classGroupings, MOST_CLASSES } from "./classProbe";
import { rowCosines } from "./conflictImages";
import { trainToEnd } from "./testing/trainToEnd";

describe("which groups are measured", () => {
  const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `g${index}`);
  it("are all classes where they are few", () => {
    expect(classGroupings({ classes: 3, hierarchies: [] }, new Map())).toEqual([
      { name: "class", groups: [0, 1, 2], measured: [0, 1, 2] },
    ]);
  });

  it("are coarse questions and the classes whose images conflict most where they are many", () => {
    const groups = Array.from({ length: 20 }, (_, index) => index % 5);
    const hierarchies = [
      { name: "texture", title: "Texture", groups, groupNames: names(5) },
      { name: "fine", title: "Fine", groups: groups.map((_, index) => index), groupNames: names(11) },
    ];
    const conflict = new Map(Array.from({ length: 19 }, (_, label) => [label, label % 2 === 0 ? -0.5 : label / 20]));
    const found = classGroupings({ classes: 20, hierarchies }, conflict);
    expect(found.map(({ name }) => name)).toEqual(["texture", "class"]);
    expect(found[0]?.measured).toEqual([0, 1, 2, 3, 4]);
    expect(found[1]?.measured).toHaveLength(MOST_CLASSES);
    expect(found[1]?.measured).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
  });
});

it("images without a gradient to speak of have no cosine", () => {
  const rows = [
    [1, 1, 1],
    [-2, 4, 1],
    [0, 0, 1],
    [1e-9, 1e-9, 1e-9],
  ];
  expect(rowCosines(Float32Array.from(rows.flat()))).toEqual([
    { row: 0, cosine: 1 },
    { row: 1, cosine: -1 },
  ]);
  expect(rowCosines(new Float32Array(6))).toEqual([]);
});

it.each([openCpuEngine, openWasm])(
  "a class's gradient is that of a batch in which it alone has labels, and measuring it leaves the state alone",
  async (open) => {
    const engine = await open();
    await expectClasses((plan) => engine.create(plan));
  },
);

describe("a run that is asked for it", () => {
  const smoke = findPreset("smoke")?.experiment ?? smallData;
  const short: Experiment = {
    ...smoke,
    backbone: { kind: "resnet", depth: 8, width: 2, shortcut: "A", block: "basic" },
    training: { ...smoke.training, budget: 4, batchSize: 4 },
    measure: { ...smoke.measure, evaluateEvery: 4, evaluateImages: 10, probeEvery: 2, byClass: true },
    dataset: { kind: "totem", ...initialValues(datasets.totem.fields), size: "8", train: 300, test: 20 },
  };
  let engine: Engine;
  let events: TrainEvent[];
  beforeAll(async () => {
    engine = await openWasm();
    events = await trainToEnd(short, engine);
  });
  const ofType = <T extends TrainEvent["type"]>(type: T, of = events) =>
    of.filter((event): event is Extract<TrainEvent, { type: T }> => event.type === type);

  it("tells every batch's classes and pictures once, at its end, in a form that passes the door", () => {
    const reference = ofType("probe").filter(({ kind }) => kind === "reference");
    expect(reference.map(({ batch }) => batch)).toEqual([0, 1]);
    const { classes, hierarchies } = datasetInfoOf(short);
    expect(classes).toBeGreaterThan(MOST_CLASSES);
    for (const event of reference) {
      expect(() => parseEvent(structuredClone(event))).not.toThrow();
      for (const { classes: told, conflicts, layers } of event.arms) {
        expect(new Set(told?.groups.map(({ grouping }) => grouping))).toEqual(
          new Set([...hierarchies.map(({ name }) => name), "class"]),
        );
        expect(told?.losses).toEqual(["ce/main", "ce/s1b1", "ce/s2b1"]);
        for (const { name } of hierarchies) {
          const images = told?.groups.flatMap((group) => (group.grouping === name ? [group.images] : [])) ?? [];
          expect(images.reduce((sum, count) => sum + count, 0)).toBe(128);
        }
        expect(told?.groups.every(({ products }) => products.length === layers.length * 6)).toBe(true);
        expect(Object.keys(conflicts ?? {})).toEqual(["s1b1", "s2b1"]);
        for (const worst of Object.values(conflicts ?? {})) {
          expect(worst.length).toBeGreaterThan(0);
          const cosines = worst.map(({ cosine }) => cosine);
          expect(cosines).toEqual(cosines.toSorted((a, b) => a - b));
          const batch = event.batch ?? 0;
          expect(worst.every(({ image }) => image >= 128 * batch && image < 128 * (batch + 1))).toBe(true);
          expect(worst.every(({ label, guesses }) => [label, ...guesses].every((one) => one < classes))).toBe(true);
        }
      }
    }
  });

  it("replays bit for bit, and trains the same bits as one that is not asked", async () => {
    expect(await trainToEnd(short, engine)).toEqual(events);
    const quiet = { ...short, measure: { ...short.measure, byClass: false } };
    const others = await trainToEnd(quiet, engine);
    expect(ofType("probe", others).some(({ kind }) => kind === "reference")).toBe(false);
    expect(ofType("step", others)).toEqual(ofType("step"));
    expect(ofType("evaluation", others)).toEqual(ofType("evaluation"));
    // What the reference probe tells by itself is the same, too.
    const asked = ofType("probe", await trainToEnd(quiet, engine, { referenceProbe: true }));
    const own = ofType("probe").map((event) => ({
      ...event,
      arms: event.arms.map(({ classes: _, conflicts: __, ...rest }) => rest),
    }));
    expect(asked).toEqual(own);
  });
});
