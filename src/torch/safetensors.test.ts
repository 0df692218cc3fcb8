import { expect, it } from "vitest";
import { writeSafetensors } from "./safetensors";

it("writes the header's length, the header and the values, little-endian", () => {
  const bytes = writeSafetensors(
    [
      { name: "a.weight", shape: [1, 2], values: Float32Array.of(1, -2) },
      { name: "b", shape: [1], values: Float32Array.of(0.5) },
    ],
    { step: "3" },
  );
  const view = new DataView(bytes.buffer);
  const length = Number(view.getBigUint64(0, true));
  expect(length % 8).toBe(0);
  expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
    __metadata__: { step: "3" },
    "a.weight": { dtype: "F32", shape: [1, 2], data_offsets: [0, 8] },
    b: { dtype: "F32", shape: [1], data_offsets: [8, 12] },
  });
  expect([0, 4, 8].map((at) => view.getFloat32(8 + length + at, true))).toEqual([1, -2, 0.5]);
  expect(bytes).toHaveLength(8 + length + 12);
});
