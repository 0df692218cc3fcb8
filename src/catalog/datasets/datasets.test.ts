import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { DatasetCache } from "../../data/datasetCache";
import type { ImageSet } from "../../data/imageSet";
import { heldBytes } from "../../data/testing/heldBytes";
import { identitySplit } from "../../data/totem/identitySplits";
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
    expect(createHash("sha256").update(heldBytes(train)).digest("hex")).toBe(
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

describe("identities", () => {
  const { load, describe: describeIdentities, picture } = datasets.identities;
  const initial = initialValues(datasets.identities.fields);
  const sha256 = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");

  test("the default set has the reference's bytes", async () => {
    const { train, test: found } = await load(initial, 1);
    expect([train.count, found.count]).toEqual([80 * 16, 100 * 8]);
    expect(sha256(heldBytes(train))).toBe("431ee8d7819901a30aa059047599bb079a057e1e988698525842dd22cfb410d0");
    expect(sha256(heldBytes(found))).toBe("d824984b286d66a0d0962506bcb12854e70aabd9a57f0931c8dd20ca353f2ac8");
    expect([...found.labels.subarray(0, 17)]).toEqual([...Array(8).fill(0), ...Array(8).fill(1), 2]);
    expect([...(found.cameras?.subarray(0, 9) ?? [])]).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0]);
  });

  const small = { ...initial, size: "8", identities: 6, views: 4, testIdentities: 5 } as const;

  test("gives what it describes", async () => {
    const info = describeIdentities(small);
    const seen: [number, number][] = [];
    const { train, test: found } = await load(small, 3, { onProgress: (done, total) => seen.push([done, total]) });
    expect(info).toMatchObject({ height: 8, width: 8, channels: 3, classes: 6, trainCount: 24, testCount: 40 });
    expect(info.retrieval).toEqual({ identities: 5, first: 5000, pictures: 8, queries: 2 });
    expect([train.count, found.count]).toEqual([24, 40]);
    expect(new Set(train.labels)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(seen).toEqual([
      [24, 64],
      [64, 64],
    ]);
  });

  test("every picture can be had alone, and no other", async () => {
    const sets = await load({ ...small, seed: 9 }, 3);
    const bytes = 8 * 8 * 3;
    for (const split of ["train", "test"] as const) {
      const alone = await picture?.({ ...small, seed: 9 }, 3, split, 21);
      expect(alone).toEqual(heldBytes(sets[split]).slice(21 * bytes, 22 * bytes));
    }
    await expect(picture?.(small, 3, "test", 40)).rejects.toThrow("picture 40 was asked for; the set has 0 to 39");
  });

  test("whom training knows is never looked for", async () => {
    const most = { seed: 1, size: 8, difficulty: 0, identities: 5000, views: 1, testIdentities: 1000 };
    const known = new Set(identitySplit(most, "train").ids);
    expect(identitySplit(most, "test").ids.filter((id) => known.has(id))).toEqual([]);
    expect(() => identitySplit({ ...most, identities: 5001 }, "train")).toThrow("expected at most 5000");
    // The same by their pictures: no test picture stands in the training set.
    const sets = await load(small, 3);
    const hashes = (set: ImageSet) =>
      Array.from({ length: set.count }, (_, n) => sha256(heldBytes(set).subarray(n * 192, (n + 1) * 192)));
    const seen = new Set(hashes(sets.train));
    expect(hashes(sets.test).filter((hash) => seen.has(hash))).toEqual([]);
  });

  test("every query has right answers by other cameras in its gallery", async () => {
    const { test: found } = await load(small, 3);
    const layout = describeIdentities(small).retrieval;
    if (layout === undefined || !("pictures" in layout)) throw new Error("identities describe no retrieval");
    for (let index = 0; index < found.count; index += 1) {
      if (index % layout.pictures >= layout.queries) continue;
      const person = Math.floor(index / layout.pictures) * layout.pictures;
      const others = [2, 3, 4, 5, 6, 7].filter((view) => found.cameras?.[person + view] !== found.cameras?.[index]);
      expect(others).toHaveLength(5);
    }
  });
});
