import { describe, expect, test } from "vitest";
import { PURPOSES } from "../random/purpose";
import { augmentationFields } from "./fields";
import { initialValues } from "../schema/field";
import { createBatchBuilder } from "../data/batch";
import { normalisationTable } from "../data/normalise";
import { unchanged, type Augmentation } from "../data/augment/augmentation";
import { CHANGE_WORDS, Change } from "../data/augment/change";
import { createChangeDrawer } from "../data/augment/drawChanges";
import { augmentationKinds, augmentations } from "../data/augment";
import { alone, augmentationCases } from "../data/augment/testing/cases";
import { randomSet } from "../data/augment/testing/randomSet";

const ROWS = 64;
const extent = { height: 13, width: 10 };

function drawn(augmentation: Augmentation, { seed = 1, step = 3, view = 0, rows = ROWS } = {}): Int32Array {
  const changes = new Int32Array(rows * CHANGE_WORDS);
  createChangeDrawer(seed, augmentation, extent).fill(step, view, rows, changes);
  return changes;
}

/** Places of a row's words that are not 0 somewhere. */
function touched(augmentation: Augmentation): ReadonlySet<number> {
  const changes = drawn(augmentation);
  return new Set([...changes.keys()].filter((at) => changes[at] !== 0).map((at) => at % CHANGE_WORDS));
}

describe.each(Object.entries(augmentations))("%s", (kind, change) => {
  const own = alone[kind as keyof typeof alone];

  test("owns settings that a form shows", () => {
    expect(change.settings.length).toBeGreaterThan(0);
    for (const name of change.settings) expect(Object.keys(augmentationFields)).toContain(name);
  });

  test("is off by default, and then draws nothing", () => {
    expect([0, 1].map((view) => change.isOn(unchanged, view))).toEqual([false, false]);
    expect(change.isOn(own, 0)).toBe(true);
  });

  test("draws from a purpose of its own, and changes no other kind's words", () => {
    expect(augmentationKinds.filter(({ purpose }) => purpose === change.purpose)).toEqual([change]);
    expect(PURPOSES[change.purpose]).toBeGreaterThan(0);
    const words = touched(own);
    expect(words.size).toBeGreaterThan(0);
    for (const [other, settings] of Object.entries(alone)) {
      if (other !== kind) expect([...touched(settings)].filter((word) => words.has(word))).toEqual([]);
    }
  });

  test("depends on seed, step, view and row alone", () => {
    const first = drawn(own);
    expect(drawn(own)).toEqual(first);
    expect(drawn(own, { rows: 5 })).toEqual(first.slice(0, 5 * CHANGE_WORDS));
    expect(drawn(own, { seed: 2 })).not.toEqual(first);
    expect(drawn(own, { step: 4 })).not.toEqual(first);
    expect(drawn(own, { view: 1 })).not.toEqual(first);
  });

  test("changes pixels, and is not the same for all rows", () => {
    const { set, info } = randomSet(3);
    const build = (augmentation: Augmentation) =>
      createBatchBuilder(set, info, { seed: 1, batchSize: 16, augmentation }).build(2).images.slice();
    const [plain, changed] = [build(unchanged), build(own)];
    const size = plain.length / 16;
    const rows = Array.from({ length: 16 }, (_, row) =>
      plain.subarray(row * size, (row + 1) * size).every((value, at) => value === changed[row * size + at]),
    );
    expect(rows.filter((same) => !same).length).toBeGreaterThan(3);
  });
});

describe("settings", () => {
  test("all belong to a kind, and begin as what old links mean", () => {
    const owned = new Set(augmentationKinds.flatMap(({ settings }) => settings));
    expect([...owned].sort()).toEqual(Object.keys(augmentationFields).sort());
    expect({ ...initialValues(augmentationFields), flip: false }).toEqual(unchanged);
  });
});

describe("Cutout", () => {
  test("cuts a square around any pixel, of the mean or of black", () => {
    const { set, info } = randomSet(1);
    const black = normalisationTable(info)[0] ?? Number.NaN;
    for (const [views, value] of [
      ["alike", 0],
      ["cds", black],
    ] as const) {
      const augmentation = { ...unchanged, cutout: 6, views };
      const changes = drawn(augmentation, { step: 0, rows: 16 });
      const batch = createBatchBuilder(set, info, { seed: 1, batchSize: 16, augmentation }).build(0);
      const plain = createBatchBuilder(set, info, { seed: 1, batchSize: 16, augmentation: unchanged }).build(0);
      for (let row = 0; row < 16; row += 1) {
        const [top = 0, left = 0, bottom, end] = changes.subarray(row * CHANGE_WORDS + Change.top);
        expect([bottom, end]).toEqual([top + 6, left + 6]);
        expect(top).toBeGreaterThanOrEqual(-3);
        expect(top).toBeLessThan(set.height - 3);
        for (let r = 0; r < set.height; r += 1) {
          for (let c = 0; c < set.width; c += 1) {
            const at = (row * set.height + r) * set.width + c;
            const cut = r >= top && r < top + 6 && c >= left && c < left + 6;
            expect(batch.images[at]).toBe(cut ? value : plain.images[at]);
          }
        }
      }
    }
  });
});

describe("padding", () => {
  test.each([
    ["mean", undefined],
    ["black", 0],
    ["grey", 128],
  ] as const)("%s moves in", (fill, byte) => {
    const { set, info } = randomSet(3);
    const table = normalisationTable(info);
    const augmentation = { ...unchanged, shift: 4, fill };
    const changes = drawn(augmentation, { step: 0, rows: 16 });
    const { images } = createBatchBuilder(set, info, { seed: 1, batchSize: 16, augmentation }).build(0);
    let padded = 0;
    for (let row = 0; row < 16; row += 1) {
      const [down = 0, right = 0] = changes.subarray(row * CHANGE_WORDS + Change.down);
      for (let r = 0; r < set.height; r += 1) {
        for (let c = 0; c < set.width; c += 1) {
          if (r + down >= 0 && r + down < set.height && c + right >= 0 && c + right < set.width) continue;
          padded += 1;
          const at = 3 * ((row * set.height + r) * set.width + c);
          const wanted = [0, 1, 2].map((channel) => (byte === undefined ? 0 : table[256 * channel + byte]));
          expect([...images.subarray(at, at + 3)]).toEqual(wanted);
        }
      }
    }
    expect(padded).toBeGreaterThan(100);
  });
});

describe("the views of CDS's authors", () => {
  const [, cds = unchanged] = augmentationCases.find(([what]) => what.includes("CDS")) ?? [];
  const words = (view: number, place: number) =>
    Array.from({ length: ROWS }, (_, row) => drawn(cds, { view })[row * CHANGE_WORDS + place] ?? Number.NaN);

  test("cut the first, padded with 128, and recolour the second, padded with black", () => {
    expect(new Set(words(0, Change.fill))).toEqual(new Set([129]));
    expect(new Set(words(1, Change.fill))).toEqual(new Set([1]));
    expect(words(0, Change.bottom).every((bottom, row) => bottom - (words(0, Change.top)[row] ?? 0) === 6)).toBe(true);
    expect(new Set(words(0, Change.hole))).toEqual(new Set([1]));
    for (const place of [Change.recoloured, Change.grey]) {
      expect(new Set(words(0, place))).toEqual(new Set([0]));
      expect(new Set(words(1, place))).toEqual(new Set([0, 1]));
    }
    for (const place of [Change.top, Change.bottom, Change.hole])
      expect(new Set(words(1, place))).toEqual(new Set([0]));
  });

  test("draw what the authors draw, as often", () => {
    const rows = 20_000;
    const changes = drawn({ ...cds, grey: 0.2, jittered: 0.8, jitter: 0.4, hue: 0.1 }, { view: 1, rows });
    const column = (place: number) =>
      Array.from({ length: rows }, (_, row) => changes[row * CHANGE_WORDS + place] ?? Number.NaN);
    const jittered = column(Change.recoloured);
    const share = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
    // Standard deviations .003.
    expect(Math.abs(share(jittered) - 0.8)).toBeLessThan(0.012);
    expect(Math.abs(share(column(Change.grey)) - 0.2)).toBeLessThan(0.012);
    const those = (place: number) => column(place).filter((_, row) => jittered[row] === 1);
    for (const place of [Change.brightness, Change.contrast, Change.saturation]) {
      const values = those(place);
      expect([Math.min(...values) / 4096, Math.max(...values) / 4096].map((value) => value.toFixed(2))).toEqual([
        "0.60",
        "1.40",
      ]);
      expect(Math.abs(share(values) / 4096 - 1)).toBeLessThan(0.01);
    }
    expect([Math.min(...those(Change.hue)), Math.max(...those(Change.hue))]).toEqual([-25, 25]);
    expect(new Set(those(Change.order)).size).toBe(24);
  });
});
