import { expect, it, vi } from "vitest";
import type { Planned } from "../../plan/operations";
import { transient } from "../../plan/region";
import type { ConvShape } from "../../plan/shapes";
import { convKey } from "../kernels/convShape";
import { parseTile, showTile, type ConvTile } from "../kernels/convTile";
import { candidates } from "./candidates";
import { Tuner } from "./tuner";

const shapeOf = (channels: number, size: number, groups = 1): ConvShape => ({
  batch: 64,
  height: size,
  width: size,
  inputs: channels,
  outHeight: size,
  outWidth: size,
  outputs: channels,
  kernel: 3,
  stride: 1,
  before: 1,
  groups,
});
const conv = (shape: ConvShape): Planned => {
  const region = transient("r", 1);
  return { op: "conv", facts: { shape }, reads: { x: region, w: region, bias: undefined }, writes: { y: region } };
};
const heavy = shapeOf(64, 16);
const light = shapeOf(16, 16);

/** A tuner on a clock that goes as long as each way takes. */
function bench(msOf: (shape: ConvShape, tile: ConvTile) => number, kind: "gpu" | "software" = "gpu") {
  let clock = 0;
  let alive = true;
  const opened: string[] = [];
  const disposed = vi.fn();
  const tuner = new Tuner({
    adapter: { kind, name: "some card" },
    now: () => clock,
    isAlive: () => alive,
    open(shape, tiles) {
      opened.push(convKey(shape));
      return Promise.resolve({
        run(way, times) {
          const tile = tiles[way];
          if (tile === undefined) throw new RangeError("no such way");
          clock += times * msOf(shape, tile);
          return Promise.resolve();
        },
        dispose: disposed,
      });
    },
  });
  const choose = (shapes: readonly ConvShape[], decided: readonly ConvShape[] = []) =>
    tuner.choose(shapes.map(conv), (key) => decided.some((shape) => convKey(shape) === key));
  return { tuner, opened, disposed, choose, die: () => (alive = false) };
}
const isLarge = ({ product }: ConvTile): boolean => product?.rows === 64 && product.columns === 64;

it("takes the way that is clearly quicker than the estimate, once for each shape, and gives its memory back", async () => {
  const { choose, opened, disposed, tuner } = bench((_, tile) => (isLarge(tile) ? 0.5 : 1));
  const chosen = await choose([light, light, heavy]);
  // The heaviest comes first.
  expect(opened).toEqual([convKey(heavy), convKey(light)]);
  expect(disposed).toHaveBeenCalledTimes(2);
  expect([...chosen.keys()].sort()).toEqual([convKey(light), convKey(heavy)].sort());
  for (const variant of chosen.values()) expect(isLarge(parseTile(variant))).toBe(true);
  await choose([heavy]);
  expect(opened.length).toBe(2);
  const { ms, variant } = tuner.table.shapes[convKey(heavy)] ?? { ms: {}, variant: "" };
  expect(Object.keys(ms)).toEqual(candidates("gpu", heavy).map(showTile));
  expect(ms[variant]).toBeCloseTo(0.5);
});

it("stays with the estimate where nothing else is clearly quicker", async () => {
  const [estimate] = candidates("gpu", heavy);
  const { choose } = bench((_, tile) => (estimate && showTile(tile) === showTile(estimate) ? 1 : 0.97));
  expect((await choose([heavy])).get(convKey(heavy))).toBe(estimate && showTile(estimate));
});

it("leaves to a record what it decides, and chooses nothing in software", async () => {
  const { choose, opened } = bench(() => 1);
  expect([...(await choose([heavy, light], [heavy])).keys()]).toEqual([convKey(light)]);
  expect(opened).toEqual([convKey(light)]);
  const software = bench(() => 1, "software");
  expect((await software.choose([heavy])).size).toBe(0);
  expect(software.tuner.table.shapes).toEqual({});
});

it("spends a limited time: what is left over is estimated", async () => {
  const shapes = [128, 96, 64, 48, 32, 16].map((channels) => shapeOf(channels, 16));
  const { choose, tuner, opened } = bench(() => 9);
  await choose(shapes);
  const measured = Object.values(tuner.table.shapes).filter(({ ms }) => Object.keys(ms).length > 0);
  expect(Object.keys(tuner.table.shapes).length).toBe(shapes.length);
  expect(measured.length).toBeGreaterThan(0);
  expect(measured.length).toBeLessThan(opened.length);
  expect(opened.length).toBeLessThan(shapes.length);
});

it("goes on with a table of its own machine, not with another one's nor with what it cannot read", async () => {
  const first = bench((_, tile) => (isLarge(tile) ? 0.5 : 1));
  await first.choose([heavy]);
  const { table } = first.tuner;
  const second = bench(() => 1);
  second.tuner.recall({ ...table, machine: "another card" });
  expect(second.tuner.table.shapes).toEqual({});
  second.tuner.recall({
    ...table,
    shapes: { ...table.shapes, [convKey(light)]: { variant: "by hand", ms: {} } },
  });
  const chosen = await second.choose([heavy, light]);
  expect(isLarge(parseTile(chosen.get(convKey(heavy)) ?? ""))).toBe(true);
  expect(second.opened).toEqual([convKey(light)]);
  second.tuner.forget();
  await second.choose([heavy]);
  expect(second.opened).toEqual([convKey(light), convKey(heavy)]);
});

it("estimates a shape that finds no room, and tells of a device that is gone", async () => {
  const full = new Tuner({
    adapter: { kind: "gpu", name: "" },
    now: () => 0,
    isAlive: () => true,
    open: () => Promise.reject(new Error("no room")),
  });
  const chosen = await full.choose([conv(heavy)], () => false);
  const [estimate] = candidates("gpu", heavy);
  expect(chosen.get(convKey(heavy))).toBe(estimate && showTile(estimate));
  const gone = bench(() => {
    gone.die();
    throw new Error("lost");
  });
  await expect(gone.choose([heavy])).rejects.toThrow("lost");
  expect(gone.disposed).toHaveBeenCalledTimes(1);
});

it("has something to choose from for what networks consist of, in names that records can read again", () => {
  for (const shape of [heavy, light, shapeOf(3, 32), shapeOf(6, 32)]) {
    const ways = candidates("gpu", shape);
    expect(ways.length).toBeGreaterThan(1);
    expect(new Set(ways.map(showTile)).size).toBe(ways.length);
    for (const way of ways) expect(parseTile(showTile(way))).toEqual(way);
  }
  expect(candidates("gpu", shapeOf(64, 16, 64)).length).toBe(1);
  expect(candidates("gpu", shapeOf(4, 4)).length).toBe(1);
});
