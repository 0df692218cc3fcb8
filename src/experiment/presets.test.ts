import { describe, expect, test } from "vitest";
import { armNetwork } from "./network";
import { findPreset, firstVisit, presets, smallData } from "./presets";
import { presetTexts } from "./presetTexts";
import { validate } from "./validate";

test("ids are unique and can stand in an address", () => {
  const ids = presets.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(findPreset("small-data")?.experiment).toBe(firstVisit);
  // All else is the default experiment, which is frozen.
  expect({ ...firstVisit, seed: smallData.seed }).toEqual(smallData);
  expect(findPreset("constructor")).toBeUndefined();
});

describe.each(presets)("$id", ({ id, title, experiment }) => {
  const text = presetTexts[id] ?? "";

  test("can be run, without a word of caution", () => {
    const issues = validate(experiment);
    // Of images that a visitor has to bring nothing but they may be missing.
    const isBrought = experiment.dataset.kind === "files";
    expect(issues.map(({ path }) => path)).toEqual(isBrought ? ["dataset.hash"] : []);
    if (!isBrought) return;
    expect(text).toMatch(/^Needs /);
    const chosen = { ...experiment, dataset: { ...experiment.dataset, hash: "0123456789abcdef" } } as typeof experiment;
    expect(validate(chosen)).toEqual([]);
  });

  test("says what it shows", () => {
    expect(title).not.toBe("");
    expect(text.length).toBeGreaterThan(40);
    expect(text).toMatch(/[.)]$/);
  });

  test("can tell its arms apart", () => {
    const shown = experiment.arms.map((arm) => JSON.stringify(arm));
    expect(new Set(shown).size).toBe(shown.length);
  });

  test("gives all arms the same trunk", () => {
    const [first, ...others] = experiment.arms.map((arm) =>
      armNetwork(experiment, arm).graph.parameters.filter(({ branch }) => branch === "main"),
    );
    for (const other of others) expect(other).toEqual(first);
  });
});

test("the published preset takes its authors' epochs: 164 of 390 batches", () => {
  const { training, dataset } = findPreset("cifar-published")?.experiment ?? smallData;
  expect(dataset).toMatchObject({ name: "cifar-100", sizes: [32, 32, 3, 100, 50_000, 10_000] });
  expect(training.budget).toBe(164 * Math.floor(50_000 / training.batchSize));
  expect(training).toMatchObject({ validation: 0, warmup: 0, schedule: "step", drop: 0.1 });
});

test("small data is the experiment that its numbers were measured on", () => {
  expect(smallData).toMatchObject({
    dataset: { kind: "totem", size: "16", difficulty: 0.25, train: 1500, test: 2000 },
    backbone: { kind: "resnet", depth: 8, width: 16 },
    optimizer: { kind: "sgd", lr: 0.1, momentum: 0.9, decay: 5e-4, nesterov: false },
    training: { batchSize: 64, budget: 920, schedule: "cosine", warmup: 0.05 },
    augmentation: { ...smallData.augmentation, flip: true, shift: 0 },
    measure: { evaluateEvery: 46, evaluateImages: 512, probeEvery: 25 },
  });
  expect(smallData.arms.map(({ method, forks }) => [method.kind, ...forks.map(({ site }) => site)])).toEqual([
    ["dsn", "s1b1", "s2b1"],
    ["dhm", "s1b1", "s2b1"],
  ]);
});
