import { describe, expect, it } from "vitest";
import { backbones } from "../catalog/backbones";
import { branches } from "../catalog/branches";
import { combiners, learners, type CombinerKind, type LearnerKind } from "../catalog/combining";
import { encodeLink } from "../experiment/link/encode";
import { builtNetworks } from "../experiment/expansion";
import type { Experiment } from "../experiment/experiment";
import { combiningFields } from "../experiment/fields";
import { findPreset, smallData } from "../experiment/presets";
import { sizeOf } from "../graph/shape";
import { initialValues } from "../schema/field";
import { fromTorch, layoutOf, toTorch } from "./layout";
import { torchNames } from "./names";
import { torchProject } from "./project";

const smoke = findPreset("smoke")?.experiment ?? smallData;

/** Every backbone with every design at the end of its first stage, as far as they fit. */
const experiments = Object.values(backbones).flatMap((backbone) =>
  Object.values(branches).map((branch): readonly [string, Experiment] => [
    `${backbone.kind} ${branch.kind}`,
    {
      ...smoke,
      dataset: { ...smoke.dataset, size: "32" } as Experiment["dataset"],
      backbone: { kind: backbone.kind, ...initialValues(backbone.fields) } as Experiment["backbone"],
      arms: [
        {
          label: "",
          method: { kind: "dsl", factor: 1 },
          forks: ["s1b1", "s1b1", "stem", "input"].map((site) => ({
            site,
            branch: {
              kind: branch.kind,
              ...initialValues(branch.fields),
            } as Experiment["arms"][0]["forks"][0]["branch"],
            weight: 1,
          })),
        },
      ],
    },
  ]),
);

const built = experiments.flatMap(([name, experiment]) => {
  try {
    const [network] = builtNetworks(experiment);
    return network === undefined ? [] : [[name, experiment, network.graph] as const];
  } catch {
    return [];
  }
});

describe("PyTorch's names", () => {
  it("are looked at for most combinations", () => expect(built.length).toBeGreaterThan(0.8 * experiments.length));

  it.each(built)("are different for every tensor of %s", (_, __, graph) => {
    const names = [...torchNames(graph)];
    expect(names).toHaveLength(graph.parameters.length + graph.statistics.length);
    expect(new Set(names.map(([, name]) => name)).size).toBe(names.length);
    for (const [own, name] of names) {
      expect(name, own).toMatch(
        /^(branches\.\w+\.)?(stem|layer\d+|neck|head|skips)[\w.]*\.(weight|bias|running_mean|running_var)$/,
      );
    }
  });

  it("are those of torchvision where it has such a place", () => {
    const [network] = builtNetworks(smallData);
    const names = network === undefined ? new Map<string, string>() : torchNames(network.graph);
    expect(names.get("s2b1.conv1.kernel")).toBe("layer2.0.conv1.weight");
    expect(names.get("s1b1.norm2.variance")).toBe("layer1.0.bn2.running_var");
    expect(names.get("branch.s1b1.head.dense.bias")).toBe("branches.s1b1.head.fc.bias");
  });
});

it("layouts keep every value, and lead back", () => {
  let moved = 0;
  for (const [name, , graph] of built) {
    for (const parameter of graph.parameters) {
      const size = sizeOf(parameter.shape);
      if (size > 2 ** 11) continue;
      const values = Float32Array.from({ length: size }, (_, index) => index);
      const layout = layoutOf(graph, parameter);
      const there = toTorch(layout, values);
      const back = fromTorch(layout, there);
      if (sizeOf(layout.shape) !== size || back.some((value, index) => value !== index)) {
        throw new Error(`${name}: ${parameter.name} does not come back`);
      }
      if (there.some((value, index) => value !== index)) moved += 1;
    }
  }
  expect(moved).toBeGreaterThan(built.length);
});

describe("the project", () => {
  const files = torchProject(smallData, encodeLink(smallData));
  const text = (path: string): string => String(files.find((file) => file.path === path)?.content);

  it("has the link, every arm and its weights", () => {
    expect(text("settings.py")).toContain(`LINK = "#${encodeLink(smallData)}"`);
    expect(text("model.py")).toContain('NETWORKS = {"a": network_a, "b": network_b}');
    expect(text("losses.py")).toContain('KL("kl/s1b1<main", student="s1b1", teacher="main")');
    expect(files.map(({ path }) => path)).toContain("weights/b.safetensors");
  });

  it("has only what the experiment needs", () => {
    expect(text("model.py")).not.toContain("class Inverted");
    expect(text("losses.py")).not.toContain("class SupCon");
    expect(text("images.py")).not.toContain("identity_object");
  });

  it("has the rule that weighs an arm's losses, and no other", () => {
    expect(files.map(({ path }) => path)).not.toContain("combine.py");
    for (const rule of Object.keys({ ...combiners, ...learners }) as (CombinerKind | LearnerKind)[]) {
      const combining = { ...initialValues(combiningFields), rule, every: 7 };
      const arms = smoke.arms.map((arm, index) => (index === 1 ? { ...arm, combining } : arm));
      const project = torchProject({ ...smoke, arms }, "v1");
      const written = (path: string): string => String(project.find((file) => file.path === path)?.content);
      expect(written("settings.py")).toContain('COMBINED = ["b"]');
      expect(written("combine.py")).toMatch(/^RULES = \{"b": lambda: \w+\(every=7\b.*\)\}$/m);
      const own = /lambda: (\w+)/.exec(written("combine.py"))?.[1] ?? "";
      const classes = [...written("combine.py").matchAll(/^class (\w+)\((?:Combiner|Learner)\)/gm)].map(
        ([, name]) => name,
      );
      expect(classes).toEqual([own]);
    }
  });

  it("is told in its README, file by file", () => {
    for (const { path } of files.filter((file) => file.path.endsWith(".py") && file.path !== "settings.py")) {
      expect(text("README.md")).toContain(`\`${path}\``);
    }
  });
});
