import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { totemIdentity } from "./identity";
import { totemInfo } from "./info";
import { classObject } from "./object";
import { createTotemPainter } from "./render";
import { generateTotem, totemRecipe, totemSplit, type Split } from "./split";

interface GoldenImages {
  readonly offset?: number;
  readonly split?: number;
  readonly n?: number;
  readonly shape?: readonly number[];
  readonly sha256: string;
  readonly labels?: readonly number[];
  readonly cams?: readonly number[];
  readonly mean?: readonly number[];
}

const golden = JSON.parse(readFileSync("fixtures/golden/dataset.json", "utf8")) as {
  images: Record<string, GoldenImages>;
};
const bytes = readFileSync("fixtures/golden/dataset.u8");

function entry(name: string): GoldenImages {
  const found = golden.images[name];
  if (found === undefined) throw new Error(`dataset.json has no ${name}`);
  return found;
}

function sha256(data: Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** Index of the first byte that differs from the stored ones, or -1. */
function firstDifference(data: Uint8Array, offset: number): number {
  return data.findIndex((byte, j) => byte !== bytes[offset + j]);
}

test("every golden set is covered below", () => {
  const sets = Object.keys(golden.images);
  expect(sets.filter((name) => name.startsWith("class_"))).toHaveLength(5);
  expect(sets.filter((name) => name.startsWith("ident_"))).toEqual(["ident_S24_d0.5"]);
  expect(sets.filter((name) => name.startsWith("hash_only_"))).toHaveLength(2);
  expect(sets).toHaveLength(8);
});

describe("bytes equal the reference's", () => {
  test.each(Object.keys(golden.images).filter((name) => name.startsWith("class_")))("%s", (name) => {
    const { offset = -1, shape, sha256: hash, labels } = entry(name);
    const difficulty = Number(/_d([\d.]+)$/.exec(name)?.[1]);
    const [count = 0, size = 0] = shape ?? [];
    const set = totemSplit(1, "train", count, size, difficulty);
    expect(firstDifference(set.images, offset)).toBe(-1);
    expect(sha256(set.images)).toBe(hash);
    expect([...set.labels]).toEqual(labels);
  });

  test("ident_S24_d0.5", () => {
    const { offset = -1, sha256: hash, labels, cams } = entry("ident_S24_d0.5");
    const options = { seed: 1, ids: [0, 1, 2, 3, 100], views: 4, size: 24, difficulty: 0.5, split: "train" } as const;
    const set = totemIdentity(options);
    expect(firstDifference(set.images, offset)).toBe(-1);
    expect(sha256(set.images)).toBe(hash);
    expect([...set.labels]).toEqual(labels);
    expect([...(set.cameras ?? [])]).toEqual(cams);
  });

  test.each<{ name: string; split: Split }>([
    { name: "hash_only_split0_n1500_S16_d0.25", split: "train" },
    { name: "hash_only_split1_n2000_S16_d0.25", split: "test" },
  ])("$name", async ({ name, split }) => {
    const { n = 0, sha256: hash, mean } = entry(name);
    const set = await generateTotem({ seed: 1, split, count: n, size: 16, difficulty: 0.25 });
    expect(set.count).toBe(n);
    expect(sha256(set.images)).toBe(hash);
    let red = 0;
    for (let at = 0; at < set.images.length; at += 3) red += (set.images[at] ?? 0) / 255;
    expect(red / (set.images.length / 3)).toBeCloseTo(mean?.[0] ?? Number.NaN, 10);
  });
});

test("any image can be drawn alone", () => {
  const set = totemSplit(9, "test", 30, 8, 0.25);
  const recipe = totemRecipe({ seed: 9, split: "test", count: 30, size: 8, difficulty: 0.25 });
  const one = new Uint8Array(8 * 8 * 3);
  recipe.draw(23, one, 0);
  expect(one).toEqual(set.images.slice(23 * 192, 24 * 192));
  expect(recipe.label(23)).toBe(3);
});

test("a painter carries nothing from one picture to the next", () => {
  const paint = createTotemPainter(8, 1);
  const [first, again, other] = [new Uint8Array(192), new Uint8Array(192), new Uint8Array(192)];
  paint(classObject(0), 11, first, 0);
  paint(classObject(7), 12, other, 0);
  paint(classObject(0), 11, again, 0);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test("seeds and splits differ", () => {
  const sets = [
    totemSplit(1, "train", 4, 8, 0.25),
    totemSplit(1, "test", 4, 8, 0.25),
    totemSplit(2, "train", 4, 8, 0.25),
  ];
  expect(new Set(sets.map((set) => sha256(set.images))).size).toBe(3);
});

describe("generation in slices", () => {
  const options = { seed: 1, split: "train", count: 150, size: 8, difficulty: 0.25 } as const;

  test("reports progress up to the total and equals drawing at once", async () => {
    const seen: [number, number][] = [];
    const set = await generateTotem(options, (done, total) => seen.push([done, total]));
    expect(seen).toEqual([
      [64, 150],
      [128, 150],
      [150, 150],
    ]);
    expect(set).toEqual(totemSplit(1, "train", 150, 8, 0.25));
  });

  test("lets messages through between slices", async () => {
    const order: string[] = [];
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      order.push("message");
      port1.close();
    };
    const finished = generateTotem(options, (done) => order.push(String(done)));
    port2.postMessage(null);
    await finished;
    expect(order.indexOf("message")).toBeGreaterThan(-1);
    expect(order.indexOf("message")).toBeLessThan(order.indexOf("150"));
  });

  test("stops when aborted, during and before", async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const running = generateTotem(
      options,
      (done) => {
        seen.push(done);
        controller.abort();
      },
      controller.signal,
    );
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
    expect(seen).toEqual([64]);
    await expect(generateTotem(options, undefined, controller.signal)).rejects.toMatchObject({ name: "AbortError" });
  });

  test("an empty set is no error", async () => {
    expect((await generateTotem({ ...options, count: 0 })).images).toHaveLength(0);
  });
});

test("says what would be right", async () => {
  expect(() => totemSplit(1, "train", 4, 10, 0.25)).toThrow("totem: size is 10; expected a multiple of 4");
  expect(() => totemSplit(1, "train", 4, 8, 1.5)).toThrow("totem: difficulty is 1.5; expected a number from 0 to 1");
  expect(() => totemSplit(1, "train", 4, 8, Number.NaN)).toThrow("totem: difficulty is NaN");
  expect(() => totemSplit(1, "train", -1, 8, 0)).toThrow("totem: count is -1; expected a whole number");
  expect(() => classObject(20)).toThrow("classObject: label 20 does not exist; expected 0 to 19");
  const identity = { seed: 1, ids: [0], size: 8, difficulty: 0, split: "test" } as const;
  expect(() => totemIdentity({ ...identity, views: 0 })).toThrow("totem: views is 0");
  await expect(generateTotem({ seed: 1, split: "train", count: 1, size: 0, difficulty: 0 })).rejects.toThrow(
    RangeError,
  );
});

test("class names and hierarchies agree with what is painted", () => {
  const info = totemInfo(16, 1500, 2000);
  expect(info.classNames).toHaveLength(20);
  expect(new Set(info.classNames).size).toBe(20);
  expect(info.classNames[0]).toBe("disc on square, bands across");
  expect(info.classNames[4]).toBe("square on disc, bands along");
  expect(info.classNames[19]).toBe("square on triangle, plain");
  for (const { groups, groupNames } of info.hierarchies) {
    expect(groups).toHaveLength(20);
    for (const [group] of groupNames.entries()) {
      expect(groups.filter((other) => other === group)).toHaveLength(20 / groupNames.length);
    }
  }
  for (const [label, name] of info.classNames.entries()) {
    const { part, body, bodyTexture } = classObject(label);
    expect(name).toBe(`${part} on ${body}, ${bodyTexture}`);
  }
});
