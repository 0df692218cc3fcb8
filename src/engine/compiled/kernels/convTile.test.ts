import { expect, it } from "vitest";
import { chooseTile, parseTile, showTile } from "./convTile";

const shape = (inputs: number, outputs: number, size: number, batch = 64, groups = 1) => ({
  batch,
  height: size,
  width: size,
  inputs,
  outHeight: size,
  outWidth: size,
  outputs,
  kernel: 3,
  stride: 1,
  before: 1,
  groups,
});

it("software computes no convolution as a product, cards those with enough channels, in large tiles where many fit", () => {
  const chosen = (kind: "software" | "gpu", ...of: Parameters<typeof shape>) => chooseTile(kind, shape(...of)).product;
  expect(chosen("software", 64, 64, 32)).toBeUndefined();
  expect(chosen("gpu", 16, 16, 16)).toEqual({ rows: 32, columns: 32 });
  expect(chosen("gpu", 64, 64, 4)).toEqual({ rows: 32, columns: 32 });
  expect(chosen("gpu", 64, 64, 32)).toEqual({ rows: 64, columns: 64 });
  for (const of of [
    shape(3, 16, 16),
    shape(4, 16, 16),
    shape(18, 16, 16),
    shape(16, 16, 16, 64, 4),
    shape(16, 16, 16, 64, 16),
  ])
    expect(chooseTile("gpu", of).product).toBeUndefined();
});

it("what is recorded of a choice is read again, that of earlier versions, too", () => {
  for (const of of [shape(3, 16, 16), shape(16, 16, 16), shape(64, 64, 32)]) {
    for (const kind of ["software", "gpu"] as const) {
      const tile = chooseTile(kind, of);
      expect(parseTile(showTile(tile))).toEqual(tile);
    }
  }
  expect(parseTile("p4c4r16s32768")).toEqual({ pixels: 4, channels: 4, rows: 16, splitThreads: 32768 });
  expect(() => parseTile("p4c4r16s32768g48x32")).toThrow(/g48x32.*is not known; expected like/);
});
