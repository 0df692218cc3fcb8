import { expect, test } from "vitest";
import { derive, extend } from "./mix32";
import { PURPOSES, streamKey } from "./purpose";
import { textKey } from "./textKey";

test("purposes have distinct numbers, clear of the data set's keys", () => {
  const numbers = Object.values(PURPOSES);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const number of numbers) expect(number).toBeGreaterThanOrEqual(100000);
});

test("recorded numbers never change", () => {
  expect(PURPOSES).toMatchObject({ init: 100000, shuffle: 100001, flip: 100002, shift: 100003, dropout: 100004 });
  expect(PURPOSES).toMatchObject({ dynamic: 100005, labelled: 100006, probe: 100007, evaluation: 100008 });
  expect(PURPOSES).toMatchObject({ cutout: 100009, jitter: 100010, grey: 100011 });
  expect(streamKey(1, "init", "stem/conv/kernel")).toBe(2653804329);
  expect(streamKey(1, "shuffle", 3)).toBe(180306386);
});

test("a key is derived from the seed, the purpose and the path", () => {
  expect(streamKey(5, "flip", 12, 1)).toBe(derive(5, 100002, 12, 1));
  expect(streamKey(5, "flip", 12, 1)).toBe(extend(streamKey(5, "flip", 12), 1));
  expect(streamKey(5, "init", "a", 2)).toBe(derive(5, 100000, derive(97), 2));
});

test("text is folded over its UTF-8 bytes", () => {
  expect(textKey("")).toBe(derive());
  expect(textKey("é")).toBe(derive(0xc3, 0xa9));
  expect(textKey("x".repeat(300000))).toBe(textKey("x".repeat(300000)));
});

test("different seeds, purposes and paths have different keys", () => {
  const keys = [
    streamKey(1, "init"),
    streamKey(2, "init"),
    streamKey(1, "shuffle"),
    streamKey(1, "init", ""),
    streamKey(1, "init", "ab", "c"),
    streamKey(1, "init", "a", "bc"),
    streamKey(1, "init", "abc"),
    streamKey(1, "init", 1, 2),
    streamKey(1, "init", 2, 1),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});
