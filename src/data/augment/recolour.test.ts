import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CHANGE_WORDS, Change, ONE } from "./change";
import { blend, brightnessOf, recolour, turnHue } from "./recolour";

interface PillowCase {
  readonly pixels: readonly number[];
  readonly order: readonly number[];
  readonly amounts: readonly number[];
  readonly grey: boolean;
  readonly result: readonly number[];
}

const { cases } = JSON.parse(readFileSync("fixtures/augment/pillow.json", "utf8")) as {
  readonly cases: readonly PillowCase[];
};

function recoloured({ pixels, order, amounts, grey }: PillowCase): Uint8Array {
  const changes = new Int32Array(CHANGE_WORDS);
  changes[Change.recoloured] = 1;
  changes[Change.order] = order.reduce((word, what, turn) => word | (what << (2 * turn)), 0);
  changes.set(amounts, Change.brightness);
  changes[Change.grey] = Number(grey);
  const image = Uint8Array.from(pixels);
  recolour(image, 3, new Uint8Array(image.length / 3).fill(1), changes, 0);
  return image;
}

describe("changes of colour", () => {
  test("are Pillow's bytes without hues", () => {
    const without = cases.filter(({ order }) => !order.includes(3));
    expect(without).toHaveLength(6);
    for (const each of without) {
      expect([...recoloured(each)]).toEqual(each.result);
      expect(each.result).not.toEqual(each.pixels);
    }
  });

  // Where a hue is a whole 255th of a turn, Pillow's fractions fall on either side of it: less than a hundredth of all pixels.
  test("are Pillow's bytes with hues, but for the rounding of its fractions", () => {
    const withHues = cases.filter(({ order }) => order.includes(3));
    expect(withHues).toHaveLength(18);
    let [same, all] = [0, 0];
    for (const each of withHues) {
      recoloured(each).forEach((byte, at) => {
        all += 1;
        if (byte === each.result[at]) same += 1;
      });
    }
    expect(same / all).toBeGreaterThan(0.998);
  });

  test("leave an image as it is where every factor is 1", () => {
    const [first] = cases;
    if (first === undefined) throw new Error("no cases");
    const neutral = { ...first, amounts: [ONE, ONE, ONE], grey: false, order: [0, 1, 2] };
    expect([...recoloured(neutral)]).toEqual(first.pixels);
  });

  test("cut to a byte, towards zero", () => {
    expect([blend(0, 200, 2 * ONE), blend(255, 0, 2 * ONE), blend(0, 3, ONE / 2), blend(10, 7, ONE / 2)]).toEqual([
      255, 0, 1, 8,
    ]);
  });

  test("weigh the channels as Pillow does", () => {
    expect([brightnessOf(255, 0, 0), brightnessOf(0, 255, 0), brightnessOf(0, 0, 255)]).toEqual([76, 150, 29]);
  });

  test("turn hues and leave grey", () => {
    const pixels = Uint8Array.of(255, 0, 0, 77, 77, 77);
    turnHue(pixels, 0, 85);
    turnHue(pixels, 3, 85);
    expect([...pixels]).toEqual([0, 255, 0, 77, 77, 77]);
  });

  test("pass over what is not there, in the mean, too", () => {
    const changes = new Int32Array(CHANGE_WORDS);
    changes[Change.recoloured] = 1;
    changes[Change.order] = 1 | (0 << 2) | (2 << 4) | (3 << 6);
    changes.set([ONE, 0, ONE, 0], Change.brightness);
    // Contrast 0 leaves the mean of the two pixels that count.
    const pixels = Uint8Array.of(10, 20, 250);
    recolour(pixels, 1, Uint8Array.of(1, 1, 0), changes, 0);
    expect([...pixels]).toEqual([15, 15, 250]);
  });
});
