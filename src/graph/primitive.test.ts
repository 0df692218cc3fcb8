import { describe, expect, test } from "vitest";
import { inferShape, type Padding, type Primitive } from "./primitive";
import { ShapeError, type Shape } from "./shape";
import { said } from "../ui/words/testing/said";

const conv = (options: Partial<Extract<Primitive, { op: "conv" }>>): Primitive => ({
  op: "conv",
  filters: 8,
  kernel: 3,
  stride: 1,
  padding: [1, 1],
  groups: 1,
  bias: false,
  ...options,
});
const pool = (op: "maxPool" | "averagePool", kernel: number, stride: number, padding: Padding): Primitive => ({
  op,
  kernel,
  stride,
  padding,
});

const map: Shape = [16, 12, 6];
const vector: Shape = [6];

test.each<[string, Primitive, readonly Shape[], Shape]>([
  ["input", { op: "input" }, [map], [16, 12, 6]],
  ["conv 3×3, padding 1", conv({}), [map], [16, 12, 8]],
  ["conv 3×3, stride 2", conv({ stride: 2 }), [map], [8, 6, 8]],
  ["conv 3×3, stride 2, odd size", conv({ stride: 2 }), [[9, 7, 6]], [5, 4, 8]],
  ["conv 1×1, stride 2, no padding", conv({ kernel: 1, stride: 2, padding: [0, 0] }), [[9, 7, 6]], [5, 4, 8]],
  ["conv 5×5 without padding", conv({ kernel: 5, padding: [0, 0] }), [map], [12, 8, 8]],
  ["conv with uneven padding", conv({ stride: 2, padding: [0, 1] }), [map], [8, 6, 8]],
  ["conv that just fits", conv({ kernel: 3, padding: [0, 0] }), [[3, 3, 1]], [1, 1, 8]],
  ["depthwise conv", conv({ filters: 6, groups: 6 }), [map], [16, 12, 6]],
  ["grouped conv", conv({ filters: 4, groups: 2 }), [map], [16, 12, 4]],
  ["batchNorm", { op: "batchNorm", activation: "relu" }, [map], map],
  ["activation on a map", { op: "activation", activation: "relu" }, [map], map],
  ["activation on a vector", { op: "activation", activation: "hardSigmoid" }, [vector], vector],
  ["add", { op: "add", activation: "none" }, [map, map, map], map],
  ["add of vectors", { op: "add", activation: "none" }, [vector, vector], vector],
  ["concat", { op: "concat" }, [map, [16, 12, 1]], [16, 12, 7]],
  ["padChannels", { op: "padChannels", channels: 10 }, [map], [16, 12, 10]],
  ["padChannels to the same", { op: "padChannels", channels: 6 }, [map], map],
  ["maxPool 3/2", pool("maxPool", 3, 2, [1, 1]), [map], [8, 6, 6]],
  ["averagePool 2/2 on odd sizes", pool("averagePool", 2, 2, [0, 0]), [[9, 7, 6]], [4, 3, 6]],
  ["averagePool, overlapping", pool("averagePool", 5, 3, [0, 0]), [[14, 14, 6]], [4, 4, 6]],
  ["resizePool", { op: "resizePool", height: 5, width: 3 }, [map], [5, 3, 6]],
  ["resizePool to the same", { op: "resizePool", height: 16, width: 12 }, [map], map],
  ["globalMean", { op: "globalMean" }, [map], [6]],
  ["flatten", { op: "flatten" }, [map], [16 * 12 * 6]],
  ["flatten of a vector", { op: "flatten" }, [vector], [6]],
  ["scaleGate", { op: "scaleGate" }, [map, vector], map],
  ["dense", { op: "dense", features: 20, bias: true }, [vector], [20]],
  ["dropout", { op: "dropout", rate: 0.5 }, [map], map],
  ["normalise", { op: "normalise" }, [vector], vector],
  ["detach", { op: "detach", observer: true }, [map], map],
])("%s", (_, primitive, inputs, shape) => {
  expect(inferShape(primitive, inputs, "here")).toEqual(shape);
});

describe("what does not fit is named, with a remedy", () => {
  test.each<[string, Primitive, readonly Shape[], string]>([
    ["no input", { op: "globalMean" }, [], "s1b1.x: has no input; connect it to a tensor"],
    ["conv on a vector", conv({}), [vector], "s1b1.x: needs a map, got a vector of 6; place it before"],
    [
      "groups that do not divide the input",
      conv({ groups: 4 }),
      [map],
      "s1b1.x: 4 groups do not divide 6 input and 8 output channels; choose a width",
    ],
    [
      "groups that do not divide the output",
      conv({ groups: 3 }),
      [map],
      "s1b1.x: 3 groups do not divide 6 input and 8 output channels",
    ],
    [
      "a window larger than the map",
      conv({ kernel: 3, padding: [0, 0] }),
      [[2, 12, 6]],
      "s1b1.x: a 3×3 window does not fit on 2×12; use larger images or fewer strided stages",
    ],
    [
      "a pool larger than the map",
      pool("averagePool", 2, 2, [0, 0]),
      [[1, 1, 6]],
      "s1b1.x: a 2×2 window does not fit on 1×1",
    ],
    ["pool of a vector", pool("maxPool", 2, 2, [0, 0]), [vector], "needs a map"],
    [
      "resizePool upwards",
      { op: "resizePool", height: 32, width: 3 },
      [map],
      "s1b1.x: cannot pool 16×12×6 up to 32×3; take the skip from a larger map",
    ],
    [
      "add of two sizes",
      { op: "add", activation: "relu" },
      [map, [15, 12, 6]],
      "s1b1.x: cannot add 15×12×6 to 16×12×6; the image size must be divisible by every stride on the way",
    ],
    [
      "concat of two sizes",
      { op: "concat" },
      [map, [8, 12, 6]],
      "s1b1.x: cannot join 16×12×6 and 8×12×6; maps must have one size",
    ],
    ["concat with a vector", { op: "concat" }, [map, vector], "needs a map"],
    [
      "padChannels to fewer",
      { op: "padChannels", channels: 3 },
      [map],
      "s1b1.x: cannot pad 6 channels to 3; use a projection shortcut (B) where the width shrinks",
    ],
    ["globalMean of a vector", { op: "globalMean" }, [vector], "needs a map"],
    ["scaleGate without a gate", { op: "scaleGate" }, [map], "s1b1.x: needs one gate per channel of 16×12×6; give"],
    ["scaleGate with too few gates", { op: "scaleGate" }, [map, [5]], "needs one gate per channel of 16×12×6"],
    ["scaleGate with a map", { op: "scaleGate" }, [map, map], "needs a vector, got a map of 16×12×6; pool or flatten"],
    ["dense on a map", { op: "dense", features: 2, bias: true }, [map], "needs a vector, got a map of 16×12×6"],
    ["normalise of a map", { op: "normalise" }, [map], "needs a vector"],
  ])("%s", (_, primitive, inputs, message) => {
    const infer = () => inferShape(primitive, inputs, "s1b1.x");
    expect(infer).toThrow(ShapeError);
    expect(said(infer)).toContain(message);
    expect(infer).toThrow(expect.objectContaining({ code: "shape", at: "s1b1.x" }));
  });
});
