import { describe, expect, test } from "vitest";
import { costByBranch, costOf, nodeMultiplyAdds, totalCost } from "./cost";
import { expandNetwork } from "./expandNetwork";
import { GraphBuilder } from "./graphBuilder";
import type { BackboneSpec } from "./spec";

/** Stem to 4 channels at 6×6, one strided block to 8 channels at 3×3, 5 classes. */
const backbone: BackboneSpec = {
  stem: [{ op: "unit", filters: 4, kernel: 3, stride: 1, activation: "relu" }],
  stages: [[{ op: "basic", filters: 8, stride: 2, shortcut: "A" }]],
  finalNorm: false,
};

describe("a network counted by hand", () => {
  const graph = expandNetwork(backbone, [6, 6, 3], 5, [
    {
      id: "stem",
      site: "stem",
      branch: { design: "pooled", stages: [], head: { kind: "pooledLinear" }, tap: "output" },
      observer: false,
    },
  ]);
  const stem = { parameters: 27 * 4 + 8, multiplyAdds: 36 * 4 * 27 };
  const block = { parameters: 36 * 8 + 16 + 72 * 8 + 16, multiplyAdds: 9 * 8 * 36 + 9 * 8 * 72 };
  const head = { parameters: 8 * 5 + 5, multiplyAdds: 8 * 5 };
  const branch = { parameters: 4 * 5 + 5, multiplyAdds: 4 * 5 };

  test("by branch", () => {
    expect(costByBranch(graph)).toEqual(
      new Map([
        [
          "main",
          {
            parameters: stem.parameters + block.parameters + head.parameters,
            multiplyAdds: stem.multiplyAdds + block.multiplyAdds + head.multiplyAdds,
          },
        ],
        ["stem", branch],
      ]),
    );
  });

  test("by stage, in part and in total", () => {
    expect(costOf(graph, ({ stage }) => stage === "stem")).toEqual(stem);
    expect(costOf(graph, ({ stage, branch }) => stage === "s1" && branch === "main")).toEqual(block);
    expect(costOf(graph, () => false)).toEqual({ parameters: 0, multiplyAdds: 0 });
    expect(totalCost(graph)).toEqual({
      parameters: stem.parameters + block.parameters + head.parameters + branch.parameters,
      multiplyAdds: stem.multiplyAdds + block.multiplyAdds + head.multiplyAdds + branch.multiplyAdds,
    });
  });

  test("node by node adds up to the total", () => {
    const sum = graph.nodes.reduce((total, node) => total + nodeMultiplyAdds(graph, node), 0);
    expect(sum).toBe(totalCost(graph).multiplyAdds);
  });
});

test("groups divide the work of a convolution", () => {
  const builder = new GraphBuilder([4, 4, 6]);
  const scope = { branch: "main", stage: "s1", path: "" };
  builder.conv(scope, "dense", "input", { filters: 6, kernel: 3 });
  builder.conv(scope, "depthwise", "input", { filters: 6, kernel: 3, groups: 6 });
  builder.conv(scope, "grouped", "input", { filters: 4, kernel: 1, groups: 2 });
  const graph = { ...expandNetwork(backbone, [6, 6, 3], 5, []), nodes: builder.nodes, parameters: builder.parameters };
  const work = (name: string) => costOf(graph, (part) => part.name === name).multiplyAdds;
  expect([work("dense"), work("depthwise"), work("grouped")]).toEqual([16 * 6 * 54, 16 * 6 * 9, 16 * 4 * 3]);
});
