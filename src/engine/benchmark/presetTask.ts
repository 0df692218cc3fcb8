import { backbones } from "../../catalog/backbones";
import { branches } from "../../catalog/branches";
import { methods } from "../../catalog/methods";
import { expandNetwork } from "../../graph/expandNetwork";
import { placeOf } from "../../graph/spec";
import { initialValues } from "../../schema/field";
import { batchOf, MOMENTUM, SEED } from "./network";
import type { Task } from "./task";

const IMAGE = 16;
const CLASSES = 20;
const WIDTH = 16;

/** Arm B of the default experiment: ResNet-8 of width 16, two light DHM branches, all pairs mimicking. */
export function presetTask(rows: number): Task {
  const backbone = backbones.resnet.expand({ depth: 8, width: WIDTH, shortcut: "A", block: "basic" });
  const forks = ["s1b1", "s2b1"].map((site, index) => ({
    id: site,
    site,
    branch: branches.dhm.expand(
      { backbone, place: placeOf(backbone, site), channels: WIDTH * 2 ** index },
      initialValues(branches.dhm.fields),
    ),
    observer: false,
  }));
  const graph = expandNetwork(backbone, [IMAGE, IMAGE, 3], CLASSES, forks);
  const { terms } = methods.dhm.plan({ heads: graph.heads, weightOf: () => 1 }, initialValues(methods.dhm.fields));
  const optimizer = { kind: "sgd", momentum: MOMENTUM, nesterov: false, weightDecay: 5e-4 } as const;
  const chain = { name: "preset", size: IMAGE, classes: CLASSES, layers: [], learningRate: 0.05 };
  const plan = { graph, terms, optimizer, batchSize: rows, seed: SEED };
  return { plan, batch: batchOf(chain, rows), learningRate: chain.learningRate };
}
