import { describe, expect, test } from "vitest";
import { costByBranch, costOf } from "../../graph/cost";
import { channelsAt, expandNetwork } from "../../graph/expandNetwork";
import type { NetworkGraph } from "../../graph/networkGraph";
import { placeOf, type BackboneSpec, type ForkSpec } from "../../graph/spec";
import { sharedParameters } from "../../graph/sharedPath";
import { sizeOf } from "../../graph/shape";
import { initialValues } from "../../schema/field";
import { branches } from "../branches";
import { densenet } from "./densenet";
import { mobilenetV1 } from "./mobilenetV1";
import { mobilenetV2 } from "./mobilenetV2";
import { nin } from "./nin";
import { plainNet } from "./plainNet";
import { resnet } from "./resnet";
import { resnetImagenet } from "./resnetImagenet";
import { skipnet } from "./skipnet";
import { vgg } from "./vgg";
import { wideResnet } from "./wideResnet";

/** A trunk with a DHM branch of the published rule at the end of each of some stages. */
function forked(
  backbone: BackboneSpec,
  stages: readonly number[],
  { size = 32, classes = 100 }: { readonly size?: number; readonly classes?: number } = {},
): NetworkGraph {
  const input = [size, size, 3];
  const forks = stages.map((stage): ForkSpec => {
    const site = endOf(backbone, stage);
    const context = { backbone, place: placeOf(backbone, site), channels: channelsAt(backbone, input, site) };
    const values = { ...initialValues(branches.dhm.fields), rule: "published" as const };
    return { id: site, site, branch: branches.dhm.expand(context, values), observer: false };
  });
  return expandNetwork(backbone, input, classes, forks);
}

const endOf = (backbone: BackboneSpec, stage: number): string => `s${stage}b${backbone.stages[stage - 1]?.length ?? 0}`;

const count = (graph: NetworkGraph, branch = "main"): number | undefined => costByBranch(graph).get(branch)?.parameters;

const shared = (graph: NetworkGraph, branch: string): number =>
  sharedParameters(graph, "main", branch).reduce((sum, { shape }) => sum + sizeOf(shape), 0);

const bc = (depth: number, growth: number) =>
  densenet.expand({ depth, growth, compression: 0.5, bottleneck: true, dropout: 0, drops: "all" });
const wrn = (depth: number, factor: number) => wideResnet.expand({ depth, factor, width: 16, dropout: 0.3 });
const cifar = (depth: number) => resnet.expand({ ...initialValues(resnet.fields), depth });
const dense40 = densenet.expand({ depth: 40, growth: 12, compression: 1, bottleneck: false, dropout: 0, drops: "all" });

// Counted from the authors' files, 32 px and 100 classes: main, earlier branch, later branch, trunk up to either fork.
describe.each([
  ["ResNet-32", cifar(32), [470_004, 298_212, 1_379_428, 23_824, 112_016]],
  ["ResNet-110", cifar(110), [1_733_812, 816_356, 5_219_940, 84_560, 414_032]],
  ["ResNet-1202", cifar(1202), [19_427_124, 9_237_860, 58_987_108, 934_864, 4_642_256]],
  ["WRN-16-8", wrn(16, 8), [11_007_540, 5_822_820, 31_044_196, 464_080, 2_563_024]],
  ["WRN-28-10", wrn(28, 10), [36_536_884, 20_145_060, 107_464_420, 1_641_104, 8_609_104]],
  ["DenseNet-40, growth 12", dense40, [1_060_132, 650_236, 2_038_996, 134_592, 525_936]],
  ["DenseNet-BC-100, growth 12", bc(100, 12), [800_032, 599_944, 4_942_888, 200_088, 488_568]],
] as const)("%s as the authors of DHM built it", (_, backbone, [main, earlier, later, toEarlier, toLater]) => {
  test("has their numbers of parameters", () => {
    const graph = forked(backbone, [1, 2]);
    const [first, second] = [endOf(backbone, 1), endOf(backbone, 2)];
    expect({
      main: count(graph),
      earlier: count(graph, first),
      later: count(graph, second),
      toEarlier: costOf(graph, ({ branch, stage }) => branch === "main" && ["stem", "s1"].includes(stage)).parameters,
      toLater: shared(graph, second),
    }).toEqual({ main, earlier, later, toEarlier, toLater });
  });
});

test("DenseNet's dropout follows every convolution but the first, or in older links the 3×3 ones alone", () => {
  const dropped = (drops: "all" | "layers", bottleneck: boolean): readonly (string | undefined)[] =>
    forked(densenet.expand({ depth: 10, growth: 4, compression: 1, bottleneck, dropout: 0.2, drops }), [])
      .nodes.filter(({ name, primitive }) => primitive.op === "dropout" && /^s[13]b/.test(name))
      .map(({ name, inputs }) => `${name} < ${inputs[0]}`);
  const inner = "s1b1.dropout < s1b1.conv2";
  expect(dropped("layers", true)).toEqual([inner, "s3b1.dropout < s3b1.conv2"]);
  expect(dropped("all", true)).toEqual([
    "s1b1.dropout1 < s1b1.conv1",
    inner,
    "s1b2.dropout < s1b2.conv",
    "s3b1.dropout1 < s3b1.conv1",
    "s3b1.dropout < s3b1.conv2",
  ]);
  expect(dropped("all", false)).toContain("s1b3.dropout < s1b3.conv");
});

test("the paths that branches share are found by dependence, too", () => {
  expect(shared(forked(dense40, [1, 2]), "s1b13")).toBe(134_592);
  expect(shared(forked(wrn(16, 8), [1, 2]), "s1b2")).toBe(464_080);
});

test("with ten classes the main paths are those of the literature, in millions", () => {
  const millions = [cifar(32), cifar(110), wrn(16, 8), wrn(28, 10), dense40, bc(100, 12)].map((backbone) =>
    ((count(forked(backbone, [], { classes: 10 })) ?? 0) / 1e6).toFixed(3),
  );
  expect(millions).toEqual(["0.464", "1.728", "10.961", "36.479", "1.020", "0.769"]);
});

test("DenseNet-40 forks at 160 and 304 channels and ends at 448, its branches at 376 and 736", () => {
  const graph = forked(dense40, [1, 2]);
  const widthOf = (site: string): number | undefined => graph.sites.find(({ id }) => id === site)?.shape[2];
  expect([widthOf("s1b13"), widthOf("s2b13")]).toEqual([160, 304]);
  const ends = graph.heads.map(({ embedding }) => graph.nodes.find(({ name }) => name === embedding)?.shape);
  expect(ends).toEqual([[448], [376], [736]]);
});

const ofAuthors = { width: 1, skips: true, images: "large", gates: "after", hidden: "expanded" } as const;

describe("ImageNet's networks at 224 px and 1000 classes", () => {
  const large = { size: 224, classes: 1000 };
  const imagenet = (depth: string) => resnetImagenet.expand({ depth, width: 64, stem: "large", blocks: [] });

  // The totals that every implementation with projection shortcuts and without biases before batch norm has.
  test.each([
    ["18", 11_689_512],
    ["34", 21_797_672],
    ["50", 25_557_032],
    ["101", 44_549_160],
    ["152", 60_192_808],
  ])("ResNet-%s", (depth, parameters) => {
    expect(count(forked(imagenet(depth), [], large))).toBe(parameters);
  });

  test.each([
    ["18", [1, 2], 2, 1024],
    ["34", [3, 2], 3, 1024],
    ["50", [3, 2], 3, 4096],
    ["101", [12, 2], 3, 4096],
    ["152", [18, 2], 3, 4096],
  ])(
    "ResNet-%s has branches of %o and %d blocks, the later one ending in %d channels",
    (depth, earlier, later, end) => {
      const backbone = imagenet(depth);
      const graph = forked(backbone, [2, 3], large);
      const blocks = (branch: string, stage: string): number =>
        new Set(
          graph.nodes
            .filter((node) => node.branch === branch && node.stage === stage)
            .map(({ name }) => name.split(".").slice(0, 3).join(".")),
        ).size;
      const [first, second] = [endOf(backbone, 2), endOf(backbone, 3)];
      expect([blocks(first, "s3"), blocks(first, "s4")]).toEqual(earlier);
      expect(blocks(second, "s4")).toBe(later);
      expect(graph.nodes.find(({ name }) => name === graph.heads[2]?.embedding)?.shape).toEqual([end]);
    },
  );

  test("MobileNetV1, V2 and SkipblockNet-M have the published sizes", () => {
    const settings = { width: 1, depth: 1, images: "large" } as const;
    expect(count(forked(mobilenetV1.expand(settings), [], large))).toBe(4_231_976);
    expect(count(forked(mobilenetV2.expand(settings), [], large))).toBe(3_504_872);
    expect(count(forked(skipnet.expand(ofAuthors), [], large))).toBe(5_532_352);
    expect(count(forked(skipnet.expand({ ...ofAuthors, hidden: "scaled" }), [], large))).toBe(5_532_352);
  });

  // Counted by an independent program that follows the authors' file.
  test.each([
    [0.25, 1_849_472],
    [0.5, 2_711_720],
    [0.75, 4_027_992],
    [1.25, 8_320_688],
  ])("SkipblockNet-M × %d has the authors' hidden channels", (width, parameters) => {
    expect(count(forked(skipnet.expand({ ...ofAuthors, width }), [], large))).toBe(parameters);
  });

  test("SkipblockNet's skips: 16 → 96 → 40 with 5×5 at 28 px, 16 → 40 → 80 with 3×3 at 14 px", () => {
    const graph = forked(skipnet.expand(ofAuthors), [2, 3], large);
    const shapes = ["s3skip.pool", "s3skip.sum", "s4skip.pool", "s4skip.sum"].map(
      (name) => graph.nodes.find((node) => node.name === name)?.shape,
    );
    expect(shapes).toEqual([
      [28, 28, 16],
      [28, 28, 40],
      [14, 14, 16],
      [14, 14, 80],
    ]);
    const skip = (from: number, hidden: number, kernel: number, to: number): number =>
      from * hidden + 2 * hidden + kernel ** 2 * hidden + 2 * hidden + hidden * to + 2 * to;
    const both = skip(16, 96, 5, 40) + skip(16, 40, 3, 80);
    const without = forked(skipnet.expand({ ...ofAuthors, skips: false }), [], large);
    expect(count(without)).toBe(5_532_352 - both);
    // The first skip joins after the fork at the end of stage 2 and before the one at the end of stage 3.
    const stagesOf = (branch: string): readonly string[] =>
      sharedParameters(graph, "main", branch).flatMap(({ name }) => (name.includes("skip.conv") ? [name] : []));
    expect(stagesOf("s2b3")).toEqual([]);
    expect(stagesOf("s3b4").map((name) => name.split(".")[0])).toEqual(["s3skip", "s3skip", "s3skip"]);
  });
});

describe("families without a published table", () => {
  test("VGG-16 with batch norm: its 13 convolutions, and a linear layer in place of three", () => {
    // 14,710,464 weights of the convolutions, two numbers of batch norm for each of 4,224 channels, 512 × 10 + 10.
    const backbone = vgg.expand({ blocks: [2, 2, 3, 3, 3], width: 64 });
    expect(count(forked(backbone, [], { classes: 10 }))).toBe(14_710_464 + 2 * 4_224 + 5_130);
  });

  test("the NIN of DSN, its last 1×1 convolution as the linear layer", () => {
    const layers = [
      [5, 3, 192],
      [1, 192, 160],
      [1, 160, 96],
      [5, 96, 192],
      [1, 192, 192],
      [1, 192, 192],
      [3, 192, 192],
      [1, 192, 192],
      [1, 192, 10],
    ] as const;
    const expected = layers.reduce((sum, [kernel, from, to]) => sum + kernel ** 2 * from * to + to, 0);
    expect(count(forked(nin.expand({ width: 192, dropout: 0.5, norm: "none" }), [], { classes: 10 }))).toBe(expected);
    // With batch norm a scale and a shift stand for each bias but the classifier's.
    const channels = layers.slice(0, -1).reduce((sum, [, , to]) => sum + to, 0);
    expect(count(forked(nin.expand({ width: 192, dropout: 0.5, norm: "batch" }), [], { classes: 10 }))).toBe(
      expected + channels,
    );
  });

  test("a plain net has what a ResNet with shortcut A has, and no sums", () => {
    for (const depth of [8, 56]) {
      const graph = forked(plainNet.expand({ depth, width: 16 }), []);
      expect(count(graph)).toBe(count(forked(cifar(depth), [])));
      expect(graph.nodes.filter(({ primitive }) => primitive.op === "add")).toEqual([]);
    }
  });

  test("a ResNet with bottlenecks: 9n + 2 layers, ending in 256 channels", () => {
    const bottleneck = resnet.expand({ depth: 164, width: 16, shortcut: "B", block: "bottleneck" });
    const graph = forked(bottleneck, []);
    expect(graph.nodes.find(({ name }) => name === "main.mean")?.shape).toEqual([256]);
    // stem, then per stage one block with projection and 17 without; kernels, two batch-norm numbers per channel.
    const block = (from: number, w: number) => from * w + 9 * w * w + 4 * w * w + 2 * (w + w + 4 * w);
    const stage = (from: number, w: number) => block(from, w) + from * 4 * w + 8 * w + 17 * block(4 * w, w);
    expect(count(graph)).toBe(27 * 16 + 32 + stage(16, 16) + stage(64, 32) + stage(128, 64) + 256 * 100 + 100);
  });
});
