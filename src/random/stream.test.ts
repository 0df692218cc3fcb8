import { expect, test } from "vitest";
import { belowAt, byteNormalAt, drawAt, unitAt } from "./mix32";
import { createStream } from "./stream";

test("every method takes the next draw of the key", () => {
  const stream = createStream(42);
  expect(stream.u32()).toBe(drawAt(42, 1));
  expect(stream.unit()).toBe(unitAt(42, 2));
  expect(stream.range(-1, 3)).toBe(-1 + 4 * unitAt(42, 3));
  expect(stream.below(7)).toBe(belowAt(42, 4, 7));
  expect(stream.byteNormal()).toBe(byteNormalAt(42, 5));
  const words = ["a", "b", "c"];
  expect(stream.pick(words)).toBe(words[belowAt(42, 6, 3)]);
});

test("two streams of one key do not disturb each other", () => {
  const [first, second] = [createStream(1), createStream(1)];
  first.u32();
  first.u32();
  expect(second.u32()).toBe(drawAt(1, 1));
});

test("pick refuses an empty list", () => {
  expect(() => createStream(1).pick([])).toThrow("pick: the list is empty");
});
