import { expect, test } from "vitest";
import { bytesKey, bytesKeyInSlices, bytesKeyOfParts } from "./bytesKey";
import { checksum } from "./checksum";
import { textKey } from "./textKey";

test("is four base-36 characters of the text's key", () => {
  for (let i = 0; i < 500; i++) {
    const text = `v1&seed=${i}`;
    expect(checksum(text)).toMatch(/^[0-9a-z]{4}$/);
    expect(Number.parseInt(checksum(text), 36)).toBe(textKey(text) % 36 ** 4);
  }
});

test("recorded checksums never change: old links carry them", () => {
  expect(checksum("")).toBe("0ir1");
  expect(checksum("v1&seed=7")).toBe("waew");
});

test("sees cut, changed and swapped characters", () => {
  const text = "v1&seed=7&d=totem";
  const others = [text.slice(0, -1), text.replace("7", "8"), "v1&seed=7&d=toetm", `${text} `, text.toUpperCase()];
  for (const other of others) expect(checksum(other)).not.toBe(checksum(text));
});

test("bytesKey sees every changed byte, trailing zeros and the offset of a view", () => {
  const bytes = Uint8Array.from({ length: 23 }, (_, j) => j * 11);
  const key = bytesKey(bytes);
  for (let j = 0; j < bytes.length; j++) {
    const changed = bytes.slice();
    changed[j] = (changed[j] ?? 0) ^ 1;
    expect(bytesKey(changed)).not.toBe(key);
  }
  expect(bytesKey(new Uint8Array([...bytes, 0]))).not.toBe(key);
  expect(bytesKey(new Uint8Array([9, 9, 9, ...bytes]).subarray(3))).toBe(key);
  expect(bytesKey(new Uint8Array(8))).not.toBe(bytesKey(new Uint8Array(4)));
});

test("the key of a large block is the same when it is computed in slices", () => {
  const bytes = Uint8Array.from({ length: (1 << 20) * 2 + 7 }, (_, at) => (at * 31) % 251);
  for (const block of [bytes, bytes.subarray(1), bytes.subarray(0, 3), new Uint8Array(0)]) {
    const steps = bytesKeyInSlices(block);
    let pauses = 0;
    let end = steps.next();
    for (; end.done !== true; end = steps.next()) pauses += 1;
    expect(end.value).toBe(bytesKey(block));
    expect(pauses).toBe(Math.ceil(Math.floor(block.length / 4) / (1 << 18)));
  }
});

test("the key of a block is the same however it was cut into parts", () => {
  const bytes = Uint8Array.from({ length: 61 }, (_, at) => (at * 37) % 251);
  for (let first = 0; first <= bytes.length; first += 1) {
    for (const second of [first, first + 1, first + 2, first + 5, bytes.length]) {
      const key = bytesKeyOfParts();
      const cut = Math.min(bytes.length, second);
      for (const part of [bytes.subarray(0, first), bytes.subarray(first, cut), bytes.subarray(cut)]) key.add(part);
      expect(key.close()).toBe(bytesKey(bytes));
    }
  }
});
