import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { DatasetCache } from "../../data/datasetCache";
import type { ImageSet } from "../../data/imageSet";
import { totemSplit } from "../../data/totem/split";
import { initialValues } from "../../schema/field";
import type { AnyDataset } from "./dataset";
import { datasets } from ".";

const entries: readonly [string, AnyDataset][] = Object.entries(datasets);

describe.each(entries)("%s", (kind, entry) => {
  const values = initialValues(entry.fields);

  test("is named and described", () => {
    expect(entry.kind).toBe(kind);
    expect(entry.name(values)).not.toBe("");
    expect(entry.summary).toMatch(/\.$/);
    for (const field of Object.values(entry.fields)) expect(field.help).toMatch(/\.$/);
  });

  test("every initial value is accepted and survives a link", () => {
    for (const [name, field] of Object.entries(entry.fields)) {
      expect(field.parse(field.initial, name)).toEqual(field.initial);
      expect(field.parse(field.format(field.initial), name)).toEqual(field.initial);
    }
  });

  test("hierarchies are partitions of the classes", () => {
    const info = entry.describe(values);
    expect(info.classNames).toHaveLength(info.classes);
    for (const { groups, groupNames } of info.hierarchies) {
      expect(groups).toHaveLength(info.classes);
      expect(new Set(groups)).toEqual(new Set(groupNames.keys()));
    }
  });
});

describe("totem", () => {
  const small = { ...initialValues(datasets.totem.fields), size: "8", train: 100, test: 30 } as const;
  const { load, describe: describeTotem } = datasets.totem;

  test("gives what it describes, and what the golden fixtures check", async () => {
    const info = describeTotem(small);
    const { train, test: tests } = await load(small, 7);
    expect(info).toMatchObject({ height: 8, width: 8, channels: 3, classes: 20, trainCount: 100, testCount: 30 });
    expect(train).toEqual(totemSplit(7, "train", 100, 8, 0.25));
    expect(tests).toEqual(totemSplit(7, "test", 30, 8, 0.25));
  });

  test("the default set is the one of the reference runs", async () => {
    const { train } = await load({ ...initialValues(datasets.totem.fields), test: 20 }, 1);
    expect(createHash("sha256").update(train.images).digest("hex")).toBe(
      "ebe6e22c0c8628456d62867cd6703d42778d05e22ea55dd15dc5d1975fc6a0ec",
    );
  });

  test("a data seed replaces the experiment's", async () => {
    const fixed = await load({ ...small, seed: 7 }, 1);
    expect(fixed).toEqual(await load(small, 7));
    expect(fixed).toEqual(await load({ ...small, seed: 7 }, 2));
    expect(fixed).not.toEqual(await load(small, 1));
  });

  test("reports rising progress over both splits", async () => {
    const seen: [number, number][] = [];
    await load(small, 1, { onProgress: (done, total) => seen.push([done, total]) });
    expect(seen).toEqual([
      [64, 130],
      [100, 130],
      [130, 130],
    ]);
  });

  test("can be aborted, and says so in the signal's own words", async () => {
    const controller = new AbortController();
    const onProgress = (done: number): void => {
      if (done >= 100) controller.abort(new Error("stopped by the user"));
    };
    await expect(load(small, 1, { onProgress, signal: controller.signal })).rejects.toThrow("stopped by the user");
  });

  test("asks the cache first and draws each split once", async () => {
    const stored = new Map<string, ImageSet>();
    const cache: DatasetCache = {
      get: (key) => Promise.resolve(stored.get(key) ?? null),
      put: (key, set) => Promise.resolve(void stored.set(key, set)),
    };
    const first = await load(small, 1, { cache });
    expect(stored.size).toBe(2);
    const seen: number[] = [];
    const again = await load(small, 1, { cache, onProgress: (done) => seen.push(done) });
    expect(again.train).toBe(first.train);
    expect(again.test).toBe(first.test);
    expect(seen).toEqual([100, 130]);
    await load(small, 2, { cache });
    expect(stored.size).toBe(4);
  });
});
