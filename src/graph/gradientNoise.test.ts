import { describe, expect, it } from "vitest";
import { createStream } from "../random/stream";
import {
  groupRanges,
  halvings,
  leftOut,
  NOISE_GROUPS,
  packedTriangles,
  signalToNoise,
  sumGroups,
  type GroupGram,
} from "./gradientNoise";

const WIDTH = 7;
const LOSSES = ["ce/main", "ce/s1b1"];
const LAYERS = [
  { layer: "conv1", stage: "stem" },
  { layer: "s1b1.conv1", stage: "s1" },
] as const;

/** By layer, loss and group: gradients, drawn. */
function drawn(key: number): readonly (readonly (readonly (readonly number[])[])[])[] {
  const stream = createStream(key);
  const vector = () => Array.from({ length: WIDTH }, () => 2 * stream.unit() - 0.7);
  return LAYERS.map(() => LOSSES.map(() => Array.from({ length: NOISE_GROUPS }, vector)));
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, at) => sum + x * (b[at] ?? 0), 0);
const add = (vectors: readonly (readonly number[])[]) =>
  Array.from({ length: WIDTH }, (_, at) => vectors.reduce((sum, vector) => sum + (vector[at] ?? 0), 0));
const cosine = (a: readonly number[], b: readonly number[]) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));

function gramOf(gradients: ReturnType<typeof drawn>, images = 64): (stage?: string) => GroupGram {
  const n = NOISE_GROUPS * LOSSES.length;
  const full = gradients.flatMap((losses) => {
    const rows = losses.flat();
    return rows.flatMap((a) => rows.map((b) => dot(a, b)));
  });
  const products = packedTriangles(full, LAYERS.length, n);
  return (stage) =>
    sumGroups({ images, losses: LOSSES, products }, LAYERS, (layer) => stage === undefined || layer.stage === stage);
}

describe("the groups of a batch", () => {
  it("hold every image once, and the first two of them the first half", () => {
    for (const images of [4, 5, 6, 7, 9, 64, 127]) {
      const ranges = groupRanges(images);
      expect(ranges[0]?.[0]).toBe(0);
      expect(ranges.map(([from]) => from).slice(1)).toEqual(ranges.map(([, to]) => to).slice(0, 3));
      expect(ranges.at(-1)?.[1]).toBe(images);
      expect(ranges[1]?.[1]).toBe(Math.floor(images / 2));
      expect(ranges.every(([from, to]) => to > from)).toBe(true);
    }
  });

  it("give the cosine of every two halves, as the vectors do", () => {
    const gradients = drawn(3);
    const [one, two, three, four] = (gradients[1]?.[0] ?? []).map((vector) => [...vector]);
    const groups = [one ?? [], two ?? [], three ?? [], four ?? []] as const;
    const expected = [
      [0, 1, 2, 3],
      [0, 2, 1, 3],
      [0, 3, 1, 2],
    ].map(([a, b, c, d]) =>
      cosine(add([groups[a ?? 0] ?? [], groups[b ?? 0] ?? []]), add([groups[c ?? 0] ?? [], groups[d ?? 0] ?? []])),
    );
    const found = halvings(gramOf(gradients)("s1"), "ce/main");
    expect(found).toHaveLength(3);
    found.forEach((value, at) => expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 5));
  });

  it("give the agreement without each of them, over several layers", () => {
    const gradients = drawn(4);
    const flat = (loss: number, groups: readonly number[]) =>
      gradients.flatMap((losses) => add(groups.map((group) => losses[loss]?.[group] ?? [])));
    const found = leftOut(gramOf(gradients)(), "ce/main", "ce/s1b1");
    const all = [0, 1, 2, 3];
    const wide = (a: readonly number[], b: readonly number[]) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    expect(found?.whole).toBeCloseTo(wide(flat(0, all), flat(1, all)), 5);
    expect(found?.without).toHaveLength(4);
    found?.without.forEach((value, left) => {
      const rest = all.filter((group) => group !== left);
      expect(value).toBeCloseTo(wide(flat(0, rest), flat(1, rest)), 5);
    });
  });

  it("say nothing of a loss that was not measured or vanishes", () => {
    const gradients = drawn(5).map((losses) =>
      losses.map((groups, loss) => groups.map((vector) => vector.map((x) => x * (1 - loss)))),
    );
    const gram = gramOf(gradients)();
    expect(leftOut(gram, "ce/main", "ce/s1b1")).toBeNull();
    expect(halvings(gram, "ce/s1b1")).toEqual([]);
    expect(halvings(gram, "ce/s2b1")).toEqual([]);
    expect(signalToNoise(gram, "ce/s1b1")).toBeNull();
  });
});

describe("signal to noise", () => {
  it("is what its definition gives", () => {
    const images = 20;
    const gradients = drawn(6);
    // Sums over a group divided by the batch become means over the group.
    const means = (gradients[0]?.[0] ?? []).map((vector) => vector.map((x) => x * NOISE_GROUPS));
    const mean = add(means).map((x) => x / NOISE_GROUPS);
    const scatter =
      means.reduce((sum, one) => {
        const apart = one.map((x, at) => x - (mean[at] ?? 0));
        return sum + dot(apart, apart);
      }, 0) /
      (NOISE_GROUPS - 1);
    const expected = (dot(mean, mean) - scatter / NOISE_GROUPS) / ((images / NOISE_GROUPS) * scatter);
    expect(expected).toBeGreaterThan(0);
    expect(signalToNoise(gramOf(gradients, images)("stem"), "ce/main")).toBeCloseTo(expected, 5);
  });

  it("is about that of the images themselves, whatever the size of the batch", () => {
    // Gradients of single images: mean (0.3, 0, …), each coordinate uniform with variance 1/3.
    const stream = createStream(9);
    const truth = 0.3 ** 2 / (WIDTH / 3);
    for (const images of [64, 256]) {
      const runs = 300;
      let sum = 0;
      for (let run = 0; run < runs; run += 1) {
        const groups = Array.from({ length: NOISE_GROUPS }, () =>
          add(
            Array.from({ length: images / NOISE_GROUPS }, () =>
              Array.from({ length: WIDTH }, (_, at) => 2 * stream.unit() - 1 + (at === 0 ? 0.3 : 0)),
            ),
          ).map((x) => x / images),
        );
        sum += signalToNoise(gramOf([[groups, groups], []], images)("stem"), "ce/main") ?? 0;
      }
      // A quotient of two estimates is a little too large on average: the scatter stands below.
      expect(sum / runs / truth).toBeGreaterThan(0.9);
      expect(sum / runs / truth).toBeLessThan(1.25);
    }
  });

  it("is 0 where the noise hides the signal", () => {
    const gradients = drawn(7).map((losses) =>
      losses.map((groups) => groups.map((vector, group) => vector.map((_, at) => (at === group ? 1 : 0)))),
    );
    expect(signalToNoise(gramOf(gradients)(), "ce/main")).toBe(0);
  });
});
