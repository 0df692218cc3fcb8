import { expect, test } from "vitest";
import { packNumbers, unpackNumbers } from "./packed";

test("numbers come back as they were", () => {
  expect(unpackNumbers(packNumbers(Uint8Array.of(0, 7, 255)), "u8")).toEqual([0, 7, 255]);
  expect(unpackNumbers(packNumbers(Uint16Array.of(0, 300, 65535)), "u16")).toEqual([0, 300, 65535]);
  const floats = Float32Array.of(0, -1.5, 3e-20, Number.NaN);
  expect(unpackNumbers(packNumbers(floats), "f32")).toEqual([...floats]);
});

test("half a number is no number, and other text is refused", () => {
  expect(unpackNumbers(packNumbers(Uint8Array.of(1, 2, 3)), "u16")).toEqual([513]);
  expect(() => unpackNumbers("no base64!", "u8")).toThrow();
});
